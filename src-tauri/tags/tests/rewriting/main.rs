//! Rewriting tags in a copy, on small files written out by hand and on files of many producers.

#[cfg(test)]
mod by_hand;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod other_readers;
#[cfg(test)]
mod steps;
