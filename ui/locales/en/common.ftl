app-name = Paraph
