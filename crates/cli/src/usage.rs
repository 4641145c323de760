//! Reading the arguments, and what is told where they do not fit.
//!
//! Of the parser's own sentences, which are English, nothing is shown: what it found wrong is told in
//! the person's language.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory as _, FromArgMatches as _};
use koshin_app::words::Words;
use koshin_core::{Code, Problem};

use crate::args::Args;
use crate::help;
use crate::out::{Out, USAGE};

const PROGRAM: &str = "koshin-cli";

/// Reads the arguments; asked for help, the error is the help.
pub(crate) fn read(words: Words) -> Result<Args, clap::Error> {
    let mut command = help::command(words);
    // The parser adds its own options and commands only now.
    command.build();
    let mut command = laid_out(command, words);
    let found = command.try_get_matches_from_mut(std::env::args_os())?;

    Args::from_arg_matches(&found)
}

/// Says the rest of the help in these words: headings, and what the parser adds.
fn laid_out(command: Command, words: Words) -> Command {
    let usage = words.say("help.usage", &[]);
    let template = ["{about-with-newline}\n", &usage, ": {usage}\n\n{all-args}{after-help}"];
    let command = command
        .help_template(template.concat())
        .subcommand_help_heading(words.say("help.commands", &[]))
        .mut_args(|it| argument_laid_out(it, words))
        .mut_subcommands(|it| laid_out(it, words));
    if command.get_name() == "help" {
        return command.about(words.say("help.help", &[]));
    }

    command
}

fn argument_laid_out(argument: Arg, words: Words) -> Arg {
    let heading = if argument.is_positional() { "help.arguments" } else { "help.options" };
    let help = match argument.get_id().as_str() {
        "help" => Some("help.help"),
        "version" => Some("help.version"),
        _ => None,
    };
    let argument = argument.help_heading(words.say(heading, &[]));

    match help {
        Some(key) => argument.help(words.say(key, &[])),
        None => argument,
    }
}

/// Answers arguments that do not fit; `--help` and `--version` come this way, too.
pub(crate) fn answer(error: &clap::Error, wants_json: bool) -> ExitCode {
    let out = Out::new(wants_json);
    let help = error.to_string();
    if !error.use_stderr() {
        out.line(help.trim_end());
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !wants_json {
        Out::progress(help.trim_end());
        return ExitCode::from(USAGE);
    }
    out.problem(&problem(error), USAGE)
}

/// What is wrong with the arguments: each kind of mistake has a value of its own.
fn problem(error: &clap::Error) -> Problem {
    const COMMAND: &str = "<COMMAND>";
    let found = |kind| context(error, kind).unwrap_or_default();
    let argument = found(ContextKind::InvalidArg);
    let subcommand = found(ContextKind::InvalidSubcommand);
    let value = found(ContextKind::InvalidValue);
    let mistakes = [
        (ErrorKind::UnknownArgument, "unknown", argument.as_str()),
        (ErrorKind::InvalidSubcommand, "command", subcommand.as_str()),
        (ErrorKind::MissingRequiredArgument, "missing", argument.as_str()),
        (ErrorKind::MissingSubcommand, "missing", COMMAND),
        (ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand, "missing", COMMAND),
        (ErrorKind::ArgumentConflict, "twice", argument.as_str()),
        (ErrorKind::InvalidUtf8, "encoding", "UTF-8"),
    ];
    let new = Problem::new(Code::InputUsage).with("help", help_on(std::env::args_os()));
    let told = match mistakes.into_iter().find(|(kind, _, _)| *kind == error.kind()) {
        Some((_, name, what)) => new.with(name, what),
        None if value.is_empty() => new.with("empty", argument.as_str()),
        None => new.with("argument", argument.as_str()).with("value", value),
    };
    let similar = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    match similar.into_iter().find_map(|it| context(error, it)) {
        Some(similar) => told.with("similar", similar),
        None => told,
    }
}

/// Returns what the parser names, without the values that an option takes.
fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let name = |it: &String| it.split(" <").next().unwrap_or_default().to_owned();
    let found = error.get(kind)?;
    let names = if let ContextValue::Strings(all) = found {
        all.iter().map(name).collect::<Vec<_>>().join(", ")
    } else if let ContextValue::String(one) = found {
        if kind == ContextKind::InvalidValue { one.clone() } else { name(one) }
    } else {
        String::new()
    };
    Some(names).filter(|it| !it.is_empty())
}

/// Returns the command that shows how the one that was given is written.
fn help_on(arguments: impl Iterator<Item = OsString>) -> String {
    let mut command = &Args::command();
    let mut path = PROGRAM.to_owned();
    for argument in arguments.skip(1) {
        let Some(found) = command.find_subcommand(&argument) else { break };
        command = found;
        path = [&path, command.get_name()].join(" ");
    }
    path + " --help"
}

/// A value that an option of this command does not take, with those that it takes.
pub(crate) fn bad_value(command: &str, option: &str, value: &str, known: &str) -> Problem {
    Problem::new(Code::InputUsage)
        .with("argument", option)
        .with("value", value)
        .with("known", known)
        .with("help", [PROGRAM, command, "--help"].join(" "))
}
