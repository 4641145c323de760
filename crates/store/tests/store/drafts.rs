//! Unfinished renewals.

use std::fs;

use koshin_core::Code;
use koshin_core::renewal::Step;
use koshin_store::{AppleIdChoice, Draft, DraftKey, Drafts};

use crate::samples::{at, license, names, now, places};

fn draft(server: Option<&str>, id: &str, started: &str) -> Draft {
    let server = server.map(str::to_owned);
    let mut draft = Draft::new(format!("renewal of {id}"), server, license(id), at(started));
    draft.apple_id = Some(AppleIdChoice::Other("vpp@exa".to_owned()));
    draft.notes = Some("総務課\n".to_owned());
    draft.step = Some(Step::WriteNotes);
    draft.file_name = Some("sToken_for_本社.vpptoken".to_owned());

    draft
}

#[test]
fn every_license_has_a_draft_of_its_own() {
    let (_folder, places) = places();
    let drafts = Drafts::new(&places);
    let ids = ["l-1", "l-2", "", "../../escape", "a\0b", "本社", &"x".repeat(5000)];
    for id in ids {
        for server in [None, Some("s-1"), Some("s-2")] {
            drafts.save(&draft(server, id, "2026-11-22T08:00:00Z")).expect("a writable disk");
        }
    }
    let mut changed = draft(Some("s-1"), "l-1", "2026-11-22T08:00:00Z");
    changed.apple_id = Some(AppleIdChoice::Former);
    drafts.save(&changed).expect("a writable disk");

    let (all, problems) = drafts.all(now()).expect("a readable folder");

    assert_eq!((all.len(), problems), (ids.len() * 3, vec![]), "one each");
    assert_eq!(drafts.get(&changed.key(), now()), Ok(Some(changed.clone())), "the one saved last");
    for id in ids {
        let kept = draft(Some("s-2"), id, "2026-11-22T08:00:00Z");
        assert_eq!(drafts.get(&kept.key(), now()), Ok(Some(kept)), "as it was saved");
    }
    drafts.remove(&changed.key()).expect("a writable disk");
    drafts.remove(&changed.key()).expect("that it is gone is no error");
    assert_eq!(drafts.get(&changed.key(), now()), Ok(None), "removed at the end");
    assert_eq!(names(places.folder(), "escape"), Vec::<String>::new(), "ids are no paths");
}

#[test]
fn the_draft_begun_last_comes_first() {
    let (_folder, places) = places();
    let drafts = Drafts::new(&places);
    for (id, started) in [("l-1", "2026-11-20T08:00:00Z"), ("l-2", "2026-11-22T08:00:00Z")] {
        drafts.save(&draft(None, id, started)).expect("a writable disk");
    }

    let (all, _) = drafts.all(now()).expect("a readable folder");

    assert_eq!(all[0].license.id, "l-2", "begun today");
}

#[test]
fn no_drafts_are_no_problem() {
    let (_folder, places) = places();
    let drafts = Drafts::new(&places);

    assert_eq!(drafts.all(now()), Ok((vec![], vec![])), "nothing was begun");
    let key = DraftKey { server: None, license: String::new() };
    assert_eq!(drafts.get(&key, now()), Ok(None), "nor by hand");
}

#[test]
fn a_draft_cut_at_any_byte_is_set_aside_and_told() {
    let (_folder, places) = places();
    let drafts = Drafts::new(&places);
    let lost = draft(Some("s-1"), "l-1", "2026-11-22T08:00:00Z");
    let other = draft(Some("s-1"), "l-2", "2026-11-22T08:00:00Z");
    drafts.save(&lost).expect("a writable disk");
    let folder = places.folder().join("drafts");
    let path = folder.join(&names(&folder, ".json")[0]);
    drafts.save(&other).expect("a writable disk");
    let whole = fs::read(&path).expect("a draft");

    for cut in 0..whole.len() - 2 {
        fs::write(&path, &whole[..cut]).expect("a writable file");
        let (all, problems) = drafts.all(now()).expect("a readable folder");

        assert_eq!(all, std::slice::from_ref(&other), "the others stay at {cut}");
        let told: Vec<_> = problems.iter().map(|it| it.code).collect();
        assert_eq!(told, [Code::DraftDamaged], "told at {cut}");
        let aside = folder.join(&problems[0].params["aside"]);
        assert_eq!(fs::read(&aside).expect("it is there"), whole[..cut], "as it was, at {cut}");
        fs::remove_file(aside).expect("a removable file");
        assert_eq!(drafts.get(&lost.key(), now()), Ok(None), "the renewal begins anew");
    }
}

#[test]
fn a_draft_of_a_newer_koshin_is_left_alone() {
    let (_folder, places) = places();
    let drafts = Drafts::new(&places);
    let draft = draft(None, "l-1", "2026-11-22T08:00:00Z");
    drafts.save(&draft).expect("a writable disk");
    let folder = places.folder().join("drafts");
    let path = folder.join(&names(&folder, ".json")[0]);
    let newer =
        fs::read_to_string(&path).expect("a draft").replace("\"schema\": 1", "\"schema\": 2");
    fs::write(&path, &newer).expect("a writable file");

    let refused = drafts.get(&draft.key(), now()).expect_err("too new");

    assert_eq!(refused.code(), Code::SettingsTooNew, "by its schema");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), newer, "as it was");
}
