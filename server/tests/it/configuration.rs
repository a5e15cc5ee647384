//! Configuration of the program: errors are reported at startup with their key and without secrets.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
};

/// Builds the command in an empty folder, with only these environment variables.
fn program(folder: &tempfile::TempDir, words: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_esecure"));
    command.args(words).env_clear().envs(variables.iter().copied()).current_dir(folder.path());
    command
}

fn run(words: &[&str], variables: &[(&str, &str)]) -> (Output, String) {
    let output = program(&tempfile::tempdir().unwrap(), words, variables).output().unwrap();
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    (output, stderr)
}

#[test]
fn config_check_accepts_defaults() {
    let (output, stderr) = run(&["config", "check"], &[]);
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn config_check_lists_every_key_without_passwords() {
    let (output, stderr) = run(
        &["config", "check"],
        &[
            ("ESECURE_MAIL_FROM_ESECURE", "esecure"),
            ("ESECURE_REQUESTS__EXPIRE_AFTER_DAYS", "99999999999"),
            ("ESECURE_ORIGIN", "https://a.example:abc"),
            ("ESECURE_OPERATOR__CONTACT", "desk"),
            ("ESECURE_BRAND__PRODUCT", "e\r\nSecure"),
            ("ESECURE_DATABASE_URL", "mysql://a:hunter22@localhost/x"),
            ("ESECURE_SMTP_URL", "http://a:hunter22@localhost"),
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    for named in [
        "ESECURE_MAIL_FROM_ESECURE (mail_from_esecure in a file): \"esecure\"",
        "ESECURE_REQUESTS__EXPIRE_AFTER_DAYS (requests.expire_after_days in a file): \"99999999999\"",
        "ESECURE_ORIGIN (origin in a file): \"https://a.example:abc\"",
        "ESECURE_OPERATOR__CONTACT (operator.contact in a file): \"desk\"",
        "ESECURE_BRAND__PRODUCT (brand.product in a file): \"e\\r\\nSecure\"",
        "ESECURE_DATABASE_URL (database_url in a file): ",
        "ESECURE_SMTP_URL (smtp_url in a file): ",
    ] {
        assert!(stderr.contains(named), "{named} is missing:\n{stderr}");
    }
    assert!(!stderr.contains("hunter22"), "{stderr}");
}

#[test]
fn serve_with_invalid_value_does_not_start() {
    let (output, stderr) = run(&["serve"], &[("ESECURE_MAIL_FROM_PROFILE", "dhlSender")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("ESECURE_MAIL_FROM_PROFILE"), "{stderr}");
}

#[test]
fn serve_without_database_folder_reports_key_and_folder() {
    let (output, stderr) =
        run(&["serve"], &[("ESECURE_DATABASE_URL", "sqlite://nowhere/e.db"), ("ESECURE_LISTEN", "127.0.0.1:0")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("ESECURE_DATABASE_URL") && stderr.contains("there is no folder nowhere"), "{stderr}");
}

#[test]
fn serve_while_database_down_reports_what_it_waits_for() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://a:hunter22@127.0.0.1:{port}/x");
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(&folder, &["serve"], &[("ESECURE_DATABASE_URL", &url)]);
    let mut running = command.stderr(Stdio::piped()).spawn().unwrap();
    let lines: Vec<String> = BufReader::new(running.stderr.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .take_while(|line| !line.contains("waiting for the database"))
        .collect();
    // The program retries for twenty seconds in all; its final error is tested in the unit tests.
    assert!(running.try_wait().unwrap().is_none(), "it has ended: {lines:?}");
    running.kill().unwrap();
    running.wait().unwrap();
}
