//! The stand-in for Apple's portal: a person downloads a practice token here with the browser.

use axum::http::{StatusCode, header};
use encoding_rs::UTF_8;

use crate::html::fill;
use crate::log::Server;
use crate::reply::Reply;
use crate::visit::Visit;
use crate::world::{Standing, World};

const LAYOUT: &str = include_str!("../pages/portal/layout.html");
const START: &str = include_str!("../pages/portal/start.html");
const HOME: &str = include_str!("../pages/portal/home.html");
const SETTINGS: &str = include_str!("../pages/portal/settings.html");
const PAYMENTS: &str = include_str!("../pages/portal/payments.html");
const APPS: &str = include_str!("../pages/portal/apps.html");
const UNIT: &str = include_str!("../pages/portal/unit.html");

/// Answers a request to the portal.
pub(crate) fn answer(world: &mut World, visit: &Visit) -> Reply {
    world.log.push(visit.asked(Server::Portal, &["password"]));
    match visit.path.as_str() {
        "/" => page("サインイン", START),
        "/home" => page("ホーム", HOME),
        "/settings" => page("設定", SETTINGS),
        "/settings/payments" => page("お支払いと請求", PAYMENTS),
        "/settings/payments/apps" => apps(world),
        path => match path.strip_prefix("/settings/payments/apps/download/") {
            Some(number) => download(world, number),
            None => page("見つかりません", "<p>このページはありません。</p>")
                .status(StatusCode::NOT_FOUND),
        },
    }
}

fn page(title: &str, body: &str) -> Reply {
    let text = fill(LAYOUT, &[("title", title), ("body", body)]);
    Reply::typed(text, UTF_8, "text/html; charset=utf-8")
}

fn apps(world: &World) -> Reply {
    let units: String = world
        .offered
        .iter()
        .enumerate()
        .map(|(number, facts)| {
            let number = number.to_string();
            fill(UNIT, &[("location", &facts.location), ("uid", &facts.uid), ("number", &number)])
        })
        .collect();
    page("アプリとブック", &fill(APPS, &[("units", &units)]))
}

fn download(world: &mut World, number: &str) -> Reply {
    let offered = number.parse().ok().and_then(|number: usize| world.offered.get(number).cloned());
    let Some(facts) = offered else {
        return page("見つかりません", "<p>このトークンはありません。</p>")
            .status(StatusCode::NOT_FOUND);
    };
    let name = format!("sToken_for_{}.vpptoken", facts.location);
    let disposition = format!(
        "attachment; filename=\"sToken_for_unit{number}.vpptoken\"; filename*=UTF-8''{}",
        percent(&name)
    );
    Reply::typed(world.issue(facts, Standing::Good), UTF_8, "application/octet-stream")
        .with(header::CONTENT_DISPOSITION, disposition)
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
