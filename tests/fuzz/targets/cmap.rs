#![no_main]

libfuzzer_sys::fuzz_target!(
    init: entrances::let_panics_be_caught(),
    |bytes: &[u8]| entrances::cmap(bytes)
);
