//! Random names.

use crate::error::StoreError;

/// Returns 128 random bits in 32 lower-case hexadecimal digits: the id of a server, of a renewal.
///
/// # Errors
///
/// [`StoreError::NoRandom`] where the system gives no random numbers.
pub fn random_id() -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::NoRandom)?;

    Ok(hex(&bytes))
}

/// Writes bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_ids_are_alike() {
        let first = random_id().expect("random numbers");
        let second = random_id().expect("random numbers");

        assert_ne!(first, second, "128 random bits");
        assert_eq!(first.len(), 32, "all of them are shown: {first}");
        assert_eq!(hex(&[0, 0x0a, 0xff]), "000aff", "leading zeros stay");
    }
}
