//! The page's half of the contract is written from Rust's: `ui/app/src/contract.d.ts` says in
//! TypeScript what [`koshin_app::view`] says in Rust.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use koshin_app::view::View;
use ts_rs::{Config, TS, TypeVisitor};

const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/app/src/contract.d.ts");

/// Collects the declarations of a type and of all that it is made of.
#[derive(Default)]
struct Declarations {
    config: Config,
    seen: BTreeSet<TypeId>,
    /// By name: the order in which types name others is not always the same.
    texts: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types of our own have a declaration.
        if T::output_path().is_some() {
            self.declare::<T>();
        } else {
            T::visit_dependencies(self);
            T::visit_generics(self);
        }
    }
}

impl Declarations {
    fn declare<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let text = format!("\n{docs}export {}\n", T::decl(&self.config));
        self.texts.insert(T::ident(&self.config), text);
        T::visit_dependencies(self);
    }
}

#[test]
fn the_page_is_told_what_rust_shows() {
    let mut declarations = Declarations::default();
    declarations.declare::<View>();
    let written = format!(
        "// Written from crates/app/src/view.rs by `KOSHIN_WRITE_CONTRACT=1 cargo test -p koshin-app`.\n{}",
        declarations.texts.into_values().collect::<String>()
    );

    let present = std::fs::read_to_string(CONTRACT).unwrap_or_default();
    if std::env::var_os("KOSHIN_WRITE_CONTRACT").is_some() {
        std::fs::write(Path::new(CONTRACT), &written).expect("the contract can be written");
    } else {
        assert!(
            present == written,
            "ui/app/src/contract.d.ts is not what crates/app/src/view.rs says; write it anew with \
             `KOSHIN_WRITE_CONTRACT=1 cargo test -p koshin-app --test contract`"
        );
    }
}
