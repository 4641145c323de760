//! The twin of Apple's Apps and Books service: `client/config` and `service/config`, read only.

use axum::http::{Method, StatusCode, header};
use encoding_rs::UTF_8;
use serde_json::{Value, json};

use crate::fault::{AppleFault, Fault};
use crate::log::Server;
use crate::reply::{Ending, Reply};
use crate::tokens::{TokenFacts, apple_date, uid_of};
use crate::visit::Visit;
use crate::world::{Issued, OTHER_LOCATION, Standing, World};

/// The secret that Apple's answer echoes. It must turn up nowhere else.
pub const CANARY: &str = "practice-canary-notification-auth-token";

/// What the answer usually names as the owner of every location.
pub const OWNER: &str = "デバイス管理サイト（練習モード）";

const CLIENT_CONFIG: &str = "/mdm/v2/client/config";
const SERVICE_CONFIG: &str = "/mdm/v2/service/config";

/// Answers a request to Apple.
pub(crate) fn answer(world: &mut World, visit: &Visit) -> Reply {
    world.log.push(visit.asked(Server::Apple, &[]));
    let mut reply = if visit.method != Method::GET {
        world.violate(format!("{} to Apple: {}", visit.method, visit.path));
        error(9726, None)
    } else if visit.path == SERVICE_CONFIG {
        json_reply(&service_config())
    } else if visit.path == CLIENT_CONFIG {
        if visit.uri.contains('?') {
            world.violate("a query was sent to Apple");
        }
        client_config(world, visit)
    } else {
        world.violate(format!("GET to Apple: {}", visit.path));
        json_reply(&json!({"errorNumber": 9602, "errorMessage": "Invalid argument."}))
            .status(StatusCode::NOT_FOUND)
    };
    if world.has(Fault::Slow) {
        reply.delay = world.slow;
    }
    reply
}

fn client_config(world: &mut World, visit: &Visit) -> Reply {
    let faults: Vec<AppleFault> = world.apple_faults().collect();
    if let Some(reply) = faults.iter().find_map(|fault| instead(world, *fault)) {
        return reply;
    }
    let Some(bearer) = visit.bearer() else {
        return error(if visit.authorization.is_some() { 9722 } else { 9601 }, None);
    };
    if bearer.is_empty() || bearer.contains(char::is_whitespace) {
        return error(9722, None);
    }
    let Some(Issued { facts, standing }) = world.issued.get(bearer).cloned() else {
        // Apple has been seen to say this with status 200.
        return error(9622, Some(StatusCode::OK));
    };
    if facts.expires <= world.clock.now() {
        return error(9621, None);
    }
    if standing == Standing::Revoked {
        return error(9625, None);
    }
    let mut config = config(&facts);
    for fault in &faults {
        bend(&mut config, *fault);
    }
    if standing == Standing::OwnedElsewhere {
        bend(&mut config, AppleFault::OtherOwner);
    }
    let mut reply = json_reply(&config);
    if faults.contains(&AppleFault::CutHalfway) {
        reply.ending = Ending::CutHalfway;
    }
    reply
}

fn config(facts: &TokenFacts) -> Value {
    json!({
        "countryISO2ACode": "JP",
        "defaultPlatform": "enterprisestore",
        "locationName": facts.location,
        "uId": facts.uid,
        "tokenExpirationDate": apple_date(facts.expires),
        "websiteURL": "https://business.apple.com",
        "mdmInfo": { "id": "practice-site", "name": OWNER, "metadata": "practice" },
        "notificationUrl": "https://notify.sample.example/apple",
        "notificationAuthToken": CANARY,
        "subscribedNotificationTypes": ["ASSET_MANAGEMENT", "USER_MANAGEMENT"],
    })
}

/// The faults that change something in the answer.
fn bend(config: &mut Value, fault: AppleFault) {
    let Some(object) = config.as_object_mut() else { return };
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    match fault {
        AppleFault::OtherLocation => {
            put("locationName", OTHER_LOCATION.into());
            put("uId", uid_of(OTHER_LOCATION).into());
        }
        AppleFault::OtherUid => drop(put("uId", uid_of("another location of this name").into())),
        AppleFault::Renamed => drop(put("locationName", "東京本社".into())),
        AppleFault::OtherOwner => {
            let owner = json!({ "id": "practice-other-mdm", "name": "別のMDM（練習モード）", "metadata": "" });
            put("mdmInfo", owner);
        }
        AppleFault::NoOwner => drop(object.remove("mdmInfo")),
        AppleFault::NoExpiry => drop(object.remove("tokenExpirationDate")),
        AppleFault::Number(_)
        | AppleFault::NumberIn200(_)
        | AppleFault::RetryAfterSeconds
        | AppleFault::RetryAfterDate
        | AppleFault::RetryAfterOnce
        | AppleFault::ProxyPage
        | AppleFault::ProxyRefusal
        | AppleFault::Endless
        | AppleFault::Silence
        | AppleFault::Cut
        | AppleFault::CutHalfway => {}
    }
}

/// The faults that take the answer's place.
fn instead(world: &mut World, fault: AppleFault) -> Option<Reply> {
    let html = |text: &str| Reply::typed(text.to_owned(), UTF_8, "text/html; charset=utf-8");
    let busy = |after: String| error(9729, None).with(header::RETRY_AFTER, after);
    Some(match fault {
        AppleFault::Number(number) => error(number, None),
        AppleFault::NumberIn200(number) => error(number, Some(StatusCode::OK)),
        AppleFault::RetryAfterSeconds => busy("120".to_owned()),
        AppleFault::RetryAfterDate => {
            let at = world.clock.now() + chrono::Duration::seconds(120);
            busy(at.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
        }
        AppleFault::RetryAfterOnce => {
            if !world.happens_once(Fault::Apple(fault)) {
                return None;
            }
            busy("1".to_owned())
        }
        AppleFault::ProxyPage => html(
            "<!DOCTYPE html><html><head><title>認証が必要です</title></head><body>\
            <h1>プロキシサーバー</h1><p>インターネットを利用するには、認証が必要です。</p></body></html>",
        ),
        AppleFault::ProxyRefusal => html("<html><body>Proxy Authentication Required</body></html>")
            .status(StatusCode::PROXY_AUTHENTICATION_REQUIRED)
            .with(header::PROXY_AUTHENTICATE, "Basic realm=\"practice\"".to_owned()),
        AppleFault::Endless => {
            let mut reply = json_reply(&json!({}));
            "{\"locationName\":\"".clone_into(&mut reply.text);
            reply.ending = Ending::Endless;
            reply
        }
        AppleFault::Silence => Reply::ending(Ending::Silence),
        AppleFault::Cut => Reply::ending(Ending::Cut),
        AppleFault::CutHalfway
        | AppleFault::OtherLocation
        | AppleFault::OtherUid
        | AppleFault::Renamed
        | AppleFault::OtherOwner
        | AppleFault::NoOwner
        | AppleFault::NoExpiry => return None,
    })
}

fn error(number: u32, status: Option<StatusCode>) -> Reply {
    let known = AppleFault::NUMBERS.iter().find(|(known, ..)| *known == number);
    let (documented, message) =
        known.map_or((400, "Error."), |(_, status, message)| (*status, message));
    let documented = StatusCode::from_u16(documented).unwrap_or(StatusCode::BAD_REQUEST);
    json_reply(&json!({ "errorNumber": number, "errorMessage": message }))
        .status(status.unwrap_or(documented))
}

fn json_reply(value: &Value) -> Reply {
    Reply::typed(value.to_string(), UTF_8, "application/json")
}

fn service_config() -> Value {
    let errors = AppleFault::NUMBERS
        .iter()
        .map(|(number, _, message)| json!({ "errorNumber": number, "errorMessage": message }));
    json!({
        "errorCodes": errors.collect::<Vec<_>>(),
        "limits": { "maxRequestPerSecond": 15, "maxMdmNameLength": 100 },
        "notificationTypes": [],
        "urls": {},
    })
}
