//! Rewriting tags in a copy, on small files written out by hand and on files of many producers.

#[cfg(test)]
mod adding;
#[cfg(test)]
mod by_hand;
#[cfg(test)]
mod corpus;
#[cfg(test)]
#[path = "../support/counting.rs"]
mod counting;
#[cfg(test)]
mod files;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod objects;
#[cfg(test)]
mod other_readers;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod spoken;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod traces;
