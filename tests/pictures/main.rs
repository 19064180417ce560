//! Takes the pictures of every screen, light and dark, from the real window.

fn main() {}
