//! The command line with its help in words: `args.rs` has keys in their place.
//!
//! How it is laid out is not here, since manual pages have a form of their own.

use clap::{Arg, Command, CommandFactory as _};
use koshin_app::words::Words;
use koshin_practice::{Scenario, Structure};
use koshin_remote::connector::Kind;

use crate::args::{Args, SECRETS_FORM};

/// Returns the command line with the help of this language.
pub(crate) fn command(words: Words) -> Command {
    // As it is called, whatever its file is called: Windows would have it end in .exe.
    command_in_words(Args::command().bin_name("koshin-cli"), words)
}

fn command_in_words(mut command: Command, words: Words) -> Command {
    if let Some(key) = command.get_about().map(ToString::to_string) {
        command = command.about(text(words, &key));
    }
    if let Some(key) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(text(words, &key));
    }

    command
        .mut_args(|it| argument_in_words(it, words))
        .mut_subcommands(|it| command_in_words(it, words))
}

fn argument_in_words(argument: Arg, words: Words) -> Arg {
    let Some(key) = argument.get_help().map(ToString::to_string) else { return argument };
    let mut help = text(words, &key);
    let takes_values = argument.get_action().takes_values();
    let shows_default = takes_values && !argument.is_hide_default_value_set();
    let default = argument.get_default_values().first().filter(|_| shows_default);
    if let Some(default) = default.map(|it| it.to_string_lossy().into_owned()) {
        help += &words.say("help.default", &[("value", &default)]);
    }

    argument.hide_default_value(takes_values).help(help)
}

/// Forms one text. The names that it lists are those that there are.
fn text(words: Words, key: &str) -> String {
    let kinds = Kind::ALL.map(Kind::as_str).join(", ");
    let scenarios = names(Scenario::ALL);
    let structures = names(Structure::ALL);
    let values = [
        ("form", SECRETS_FORM),
        ("kinds", &kinds),
        ("scenarios", &scenarios),
        ("structures", &structures),
    ];
    words.say(key, &values)
}

fn names(all: &[impl ToString]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
