//! A whole renewal through the command line alone, with the password in the real Secret Service.
#![expect(clippy::expect_used, reason = "a test fails loudly")]

mod common;

use common::{Desk, Practice, renew_everything};

#[test]
fn a_license_is_renewed_with_the_password_in_the_keyring() {
    let practice = Practice::start(&[]);
    let desk = Desk::new(&practice, true);

    renew_everything(&desk, &practice, true);

    let removed = desk.run(&["server", "remove", "本社"], None);
    assert_eq!(removed.exit, 0, "and the keyring forgets it: {}", removed.stdout);
}
