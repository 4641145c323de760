//! Everything that goes over the network, tried from outside the crate.

#[cfg(test)]
mod apple;
#[cfg(test)]
mod common;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod door;
#[cfg(test)]
mod far_side;
#[cfg(test)]
mod site_flow;
#[cfg(test)]
mod site_on_practice;
#[cfg(test)]
mod wire;
