//! Windows: the registry, that of the machine before that of the person.
//!
//! Both keys are the administrator's: what is below `Software\Policies` can be read by a person and not
//! changed, also below `HKEY_CURRENT_USER`. The 32-bit view of it is the same.
//!
//! # Source
//!
//! Microsoft, "Implementing Registry-based Policy"; "Registry Keys Affected by WOW64":
//! `HKEY_LOCAL_MACHINE\SOFTWARE\Policies` is shared.

use std::io;

use serde_json::{Map, Value};
use winreg::enums::{HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, REG_MULTI_SZ};
use winreg::types::FromRegValue as _;
use winreg::{RegKey, RegValue};

use super::Source;
use crate::error::StoreError;

/// The key below either root.
const KEY: &str = r"Software\Policies\Koshin";

/// `Koshin`, `Servers`, and one key for each server.
const LEVELS: usize = 3;

pub(super) fn sources() -> Vec<Source> {
    vec![source("HKLM", HKEY_LOCAL_MACHINE), source("HKCU", HKEY_CURRENT_USER)]
}

fn source(root: &str, key: winreg::HKEY) -> Source {
    let place = format!(r"{root}\{KEY}");
    let found = match read(key) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(StoreError::PolicyUnreadable { place: place.clone(), reason: error.to_string() })
        }
    };

    Source { place, found }
}

fn read(root: winreg::HKEY) -> io::Result<Value> {
    let key = RegKey::predef(root).open_subkey(KEY)?;
    // From here on something that is not found went away meanwhile: that is not the absence of a policy.
    object(&key, LEVELS).map_err(|error| io::Error::other(error.to_string()))
}

/// Reads a key as an object: its values, and the keys below it.
fn object(key: &RegKey, levels: usize) -> io::Result<Value> {
    let mut all = Map::new();
    for value in key.enum_values() {
        let (name, value) = value?;
        all.insert(name, json(&value));
    }
    for name in key.enum_keys() {
        let name = name?;
        let value = match levels {
            0 | 1 => Value::Null,
            _ => object(&key.open_subkey(&name)?, levels - 1)?,
        };
        all.insert(name, value);
    }

    Ok(Value::Object(all))
}

/// A text, a DWORD or a QWORD; a value of another type is of no use to a policy.
fn json(value: &RegValue<'_>) -> Value {
    let text = || String::from_reg_value(value).ok().filter(|_| value.vtype != REG_MULTI_SZ);
    let short = || u32::from_reg_value(value).ok().map(u64::from);
    let number = || short().or_else(|| u64::from_reg_value(value).ok());

    text().map(Value::from).or_else(|| number().map(Value::from)).unwrap_or(Value::Null)
}
