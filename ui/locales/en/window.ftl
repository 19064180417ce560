rail-prepare = Prepare
