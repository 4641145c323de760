//! Declares every command, so that each needs a permission of its own.

fn main() {
    // Without this list the access control would not cover our own commands at all.
    let manifest = tauri_build::AppManifest::new().commands(&[
        "view",
        "next_view",
        "open_page",
        "set_language",
        "set_theme",
        "set_warn_days",
        "set_person",
        "add_server",
        "edit_server",
        "change_server",
        "remove_server",
        "forget_secret",
        "test_server",
        "submit_password",
        "use_once",
        "read_server",
        "choose_license",
        "start_by_hand",
        "tell_license",
        "choose_apple_id",
        "begin",
        "open_link",
        "token_fetched",
        "choose_file",
        "ask_again",
        "drop_file",
        "offer_last_file",
        "accept_location",
        "confirm_unseen",
        "type_text",
        "use_token",
        "write_notes",
        "save",
        "go_by_hand",
        "go_by_koshin",
        "saved_by_hand",
        "read_again",
        "go_back",
        "leave",
        "abandon",
        "resume",
        "discard",
        "cancel",
        "answer",
        "start_practice",
        "stop_practice",
        "export_support",
        "export_handover",
        "import_handover",
        "open_record",
        "ready",
    ]);
    if let Err(error) =
        tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
    {
        println!("cargo::error={error:#}");
        std::process::exit(1);
    }
}
