//! What 保存, 新規 and 削除 do to the rows.

use crate::fault::Fault;
use crate::site::Desk;
use crate::tokens::{TokenFacts, read_upload, sha256};
use crate::world::Former;

/// How a save ended.
pub(crate) enum Saved {
    /// The page may say so.
    Stored,
    /// The form is to be shown again with this sentence.
    Again(&'static str),
    /// The connection is to be cut without an answer.
    Cut,
}

const NAME_LIMIT: usize = 100;
const NOTES_LIMIT: usize = 500;

impl Desk<'_> {
    /// Takes the form of the edit page: texts, and the file where one was chosen.
    pub(crate) fn save(&mut self, id: u32, name: &str, notes: &str, file: &str) -> Saved {
        if self.world.has(Fault::ExtraRow) {
            self.world.add_row("vpp-extra");
        }
        if self.world.has(Fault::CutNotStored) {
            return Saved::Cut;
        }
        if self.world.has(Fault::FormAgain) {
            return Saved::Again(
                "VPP トークンを登録できませんでした。時間をおいて、もう一度操作してください。",
            );
        }
        if name.trim().is_empty() {
            return Saved::Again("アカウント名を入力してください。");
        }
        if name.chars().count() > NAME_LIMIT || notes.chars().count() > NOTES_LIMIT {
            return Saved::Again("入力できる文字数を超えています。");
        }
        let bytes = self.visit.files.get(file).filter(|bytes| !bytes.is_empty()).cloned();
        let token = bytes.as_ref().map(|bytes| (read_upload(bytes), sha256(bytes)));
        let token = match token {
            None => None,
            Some((None, _)) => {
                return Saved::Again("VPP トークンファイルの形式が正しくありません。");
            }
            Some((Some((organization, expires)), digest)) => {
                let text = bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
                let known = text.and_then(|text| self.world.issued.get(text.trim()));
                let known = known.map(|issued| issued.facts.clone());
                let unknown =
                    || TokenFacts { organization, ..TokenFacts::new("（不明）", expires) };
                Some((known.unwrap_or_else(unknown), digest))
            }
        };
        self.store(id, name, notes, token);
        if self.world.has(Fault::CutStored) { Saved::Cut } else { Saved::Stored }
    }

    fn store(&mut self, id: u32, name: &str, notes: &str, token: Option<(TokenFacts, String)>) {
        let stays = self.world.has(Fault::OldDateStays);
        let lags = self.world.has(Fault::Lagging);
        let lag = self.world.lag;
        let mut again = false;
        let Some(row) = self.world.row(id) else { return };
        name.trim().clone_into(&mut row.license.account_name);
        row.license.notes = notes.replace("\r\n", "\n");
        if let Some((facts, digest)) = token.filter(|_| !stays) {
            again = row.license.token_sha256 == digest;
            if lags {
                row.former = Some(Former {
                    expires: row.license.expires,
                    reads_left: lag.reads,
                    until: tokio::time::Instant::now() + lag.at_least,
                });
            }
            let license = &mut row.license;
            license.organization = facts.organization;
            license.location = facts.location;
            license.uid = facts.uid;
            license.expires = facts.expires;
            license.token_sha256 = digest;
        }
        if again {
            self.world.violate("the token that the row has already was saved again");
        }
    }

    /// 新規: a row appears. A renewal never does this.
    pub(crate) fn press_new(&mut self) {
        self.world.violate("新規 was pressed");
        self.world.add_row("vpp-new");
    }

    /// 削除: the row is gone. A renewal never does this.
    pub(crate) fn press_delete(&mut self, id: u32) {
        self.world.violate(format!("削除 was pressed for license {id}"));
        self.world.rows.retain(|row| row.license.id != id);
    }
}
