//! What the servers were asked, kept for assertions. Secrets are kept as digests only.

use crate::fault::Place;
use crate::names::named;

named! {
    /// One of the practice servers.
    pub enum Server ("server") {
        /// The management site.
        Site = "site",
        /// The twin of Apple's Apps and Books service.
        Apple = "apple",
        /// The stand-in for Apple's portal, used by a person's browser.
        Portal = "portal",
        /// Another origin, to which nothing may ever be sent.
        Elsewhere = "elsewhere",
    }
}

/// One request, as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which server was asked.
    pub server: Server,
    /// Which place of the site, where it is one.
    pub place: Option<Place>,
    /// The HTTP method.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// The form's fields, then those of the query, in the order sent.
    pub fields: Vec<Field>,
    /// The `Referer` header.
    pub referer: Option<String>,
    /// Whether any cookie came along.
    pub has_cookie: bool,
    /// SHA-256 (hex) of the bearer token in `Authorization`.
    pub bearer_sha256: Option<String>,
}

impl Asked {
    /// The first field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The first file among the fields.
    #[must_use]
    pub fn file(&self) -> Option<&FilePart> {
        self.fields.iter().find_map(|field| field.file.as_ref())
    }
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The control's name.
    pub name: String,
    /// The text sent, decoded from the page's charset; empty for a file, `•••` for a password.
    pub value: String,
    /// What came instead of text in a file control.
    pub file: Option<FilePart>,
}

/// A file as it came in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePart {
    /// The name the sender gave it.
    pub name: String,
    /// The `Content-Type` the sender gave it.
    pub content_type: Option<String>,
    /// Its size in bytes.
    pub len: usize,
    /// SHA-256 (hex) of its bytes.
    pub sha256: String,
}
