//! A page as a person uses it: things are found by what they are called, and waited for.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{By, Key, RequestData, SessionId, WebDriver, WebElement};

use crate::shots;

/// How long something may take before the test gives up on it.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often the page is looked at meanwhile.
const PAUSE: Duration = Duration::from_millis(40);

/// What something on a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Is pressed.
    Button,
    /// Leads somewhere.
    Link,
    /// Names a part of the page.
    Heading,
    /// Takes text, or one of a list.
    Field,
    /// A radio button or a checkbox.
    Choice,
}

impl Role {
    const ALL: [Self; 5] = [Self::Heading, Self::Button, Self::Link, Self::Field, Self::Choice];

    const fn word(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Link => "link",
            Self::Heading => "heading",
            Self::Field => "field",
            Self::Choice => "choice",
        }
    }
}

/// The page in a window.
#[derive(Debug, Clone)]
pub struct Page {
    driver: WebDriver,
    log: PathBuf,
    patience: Duration,
}

impl Page {
    pub(crate) const fn new(driver: WebDriver, log: PathBuf) -> Self {
        Self { driver, log, patience: PATIENCE }
    }

    /// Returns the same page, watched with another patience.
    #[must_use]
    pub fn patient(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Waits for the one heading of this text.
    pub async fn heading(&self, text: &str) {
        self.find(Role::Heading, text).await;
    }

    /// Presses the one button of this name as soon as it can be pressed.
    pub async fn press(&self, name: &str) {
        self.click(Role::Button, name).await;
    }

    /// Follows the one link of this name.
    pub async fn follow(&self, name: &str) {
        self.click(Role::Link, name).await;
    }

    /// Chooses the radio button, or switches the checkbox, of this name. Clicks its label.
    pub async fn choose(&self, name: &str) {
        self.click(Role::Choice, name).await;
    }

    /// Replaces the text of the field with this label, key by key.
    pub async fn fill(&self, label: &str, text: &str) {
        self.until(&format!("the field {label:?} holds {text:?}"), async || {
            let Some(field) = self.one(Role::Field, label).await? else { return Ok(None) };
            if self.value(&field).await? != text {
                // The driver stops scrolling as soon as the field is in the window, be it below
                // what stays at its foot.
                field.scroll_into_view().await?;
                field.click().await?;
                field.send_keys(Key::Control + "a").await?;
                if text.is_empty() {
                    field.send_keys(Key::Delete).await?;
                } else {
                    field.send_keys(text).await?;
                }
            }

            Ok((self.value(&field).await? == text).then_some(()))
        })
        .await;
    }

    /// Chooses an option of the list with this label.
    pub async fn select(&self, label: &str, option: &str) {
        self.until(&format!("{option:?} can be chosen in the list {label:?}"), async || {
            let Some(list) = self.one(Role::Field, label).await? else { return Ok(None) };
            for entry in list.find_all(By::Css("option")).await? {
                if entry.text().await?.trim() == option {
                    return entry.click().await.map(Some);
                }
            }

            Ok(None)
        })
        .await;
    }

    /// Returns what the field with this label holds.
    pub async fn held_by(&self, label: &str) -> String {
        let field = self.find(Role::Field, label).await;

        self.value(&field).await.expect("a field has a value")
    }

    /// Waits until the page shows this text somewhere.
    pub async fn sees(&self, text: &str) {
        self.until(&format!("the page shows {text:?}"), async || {
            Ok(self.words().await?.contains(text).then_some(()))
        })
        .await;
    }

    /// Waits until the page no longer shows this text.
    pub async fn is_without(&self, text: &str) {
        self.until(&format!("the page no longer shows {text:?}"), async || {
            Ok((!self.words().await?.contains(text)).then_some(()))
        })
        .await;
    }

    /// Returns all visible text.
    pub async fn text(&self) -> String {
        self.words().await.expect("the page can be read")
    }

    /// Returns the names of everything of this role that can be seen.
    pub async fn names(&self, role: Role) -> Vec<String> {
        let found = self.execute(include_str!("find.js"), vec![json!(role.word()), Value::Null]);

        serde_json::from_value(found.await).expect("names are texts")
    }

    /// Returns the accessible name of what has the focus, as the browser computes it.
    pub async fn focused(&self) -> String {
        let focused = self.driver.active_element().await.expect("something has the focus");

        self.computed_label(&focused).await.expect("it has a name")
    }

    /// Types into whatever has the focus: `Key::Tab`, `Key::Enter`, text.
    pub async fn keys(&self, keys: impl Into<thirtyfour::TypingData>) {
        let focused = self.driver.active_element().await.expect("something has the focus");
        focused.send_keys(keys).await.expect("it takes keys");
    }

    /// Returns the page as HTML, for what must not be in it.
    pub async fn html(&self) -> String {
        self.driver.source().await.expect("the page can be read")
    }

    /// Runs a script in the page and returns its result.
    pub async fn execute(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.driver.execute(script, arguments).await.expect("the script runs");

        result.json().clone()
    }

    /// Opens an address, where the app allows that.
    pub async fn go_to(&self, address: &str) {
        self.driver.goto(address).await.expect("the address opens");
    }

    /// Takes a picture and returns where it is.
    pub async fn shot(&self, name: &str) -> PathBuf {
        shots::save(name, &self.picture().await)
    }

    /// Takes a picture, as a PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.png().await.expect("a picture can be taken")
    }

    /// Leaves the field that is typed into, and puts the pointer where nothing is under it.
    pub async fn rest(&self) {
        self.execute("document.activeElement?.blur()", vec![]).await;
        // The driver moves the pointer only where it believes it to be elsewhere.
        let corner = self.driver.action_chain().move_to(1, 1).move_to(0, 0);
        corner.perform().await.expect("the pointer can be moved");
    }

    /// Waits until the script returns this.
    pub async fn comes(&self, script: &str, wanted: &Value) {
        self.until(&format!("{script:?} gives {wanted}"), async || {
            let found = self.driver.execute(script, vec![]).await?;
            Ok((found.json() == wanted).then_some(()))
        })
        .await;
    }

    /// Waits for the one thing of this role and name.
    pub async fn find(&self, role: Role, name: &str) -> WebElement {
        self.until(&format!("there is one {} {name:?}", role.word()), async || {
            self.one(role, name).await
        })
        .await
    }

    /// Looks again and again until there is an answer; ends the test when there is none in time.
    /// An error counts as "not yet": the page may just be redrawn.
    pub async fn until<T>(
        &self,
        what: &str,
        mut look: impl AsyncFnMut() -> WebDriverResult<Option<T>>,
    ) -> T {
        let until = Instant::now() + self.patience;
        loop {
            let error = match look().await {
                Ok(Some(found)) => return found,
                Ok(None) => None,
                Err(error) => Some(error),
            };
            if Instant::now() > until {
                let last = error.map_or_else(String::new, |it| format!("\nlast error: {it}"));
                self.fail(&format!("within {:?}, it was not so that {what}{last}", self.patience))
                    .await;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Ends the test, and tells and shows what there was instead.
    async fn fail(&self, what: &str) -> ! {
        let mut report = vec![what.to_owned()];
        for role in Role::ALL {
            let arguments = vec![json!(role.word()), Value::Null];
            if let Ok(names) = self.driver.execute(include_str!("find.js"), arguments).await {
                report.push(format!("{}s: {}", role.word(), names.json()));
            }
        }
        let words = self.words().await.unwrap_or_else(|error| format!("(cannot be read: {error})"));
        report.push(format!("--- the page ---\n{words}"));
        report.push(format!("--- the app said ---\n{}", last_lines(&self.log)));
        if let Ok(png) = self.png().await {
            let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
            let path = shots::save(&format!("failed-{test}"), &png);
            report.push(format!("--- picture: {}", path.display()));
        }
        panic!("{}", report.join("\n"));
    }

    async fn click(&self, role: Role, name: &str) {
        self.until(&format!("the {} {name:?} can be pressed", role.word()), async || {
            let Some(found) = self.one(role, name).await? else { return Ok(None) };
            let script = "const it = arguments[0]; \
                 return !it.disabled && it.getAttribute('aria-disabled') !== 'true'";
            let is_ready = self.driver.execute(script, vec![found.to_json()?]).await?;
            if is_ready.json() != &json!(true) {
                return Ok(None);
            }
            let target = match role {
                Role::Choice => self.label_of(&found).await?,
                Role::Button | Role::Link | Role::Heading | Role::Field => found,
            };

            target.click().await.map(Some)
        })
        .await;
    }

    /// Returns the one thing of this role and name; `None` while there is none, or several.
    async fn one(&self, role: Role, name: &str) -> WebDriverResult<Option<WebElement>> {
        let arguments = vec![json!(role.word()), json!(name)];
        let found = self.driver.execute(include_str!("find.js"), arguments).await?.elements()?;
        let Ok([found]) = <[WebElement; 1]>::try_from(found) else { return Ok(None) };

        Ok(Some(found))
    }

    async fn label_of(&self, choice: &WebElement) -> WebDriverResult<WebElement> {
        let script = "return arguments[0].labels?.[0] ?? arguments[0]";

        self.driver.execute(script, vec![choice.to_json()?]).await?.element()
    }

    async fn png(&self) -> WebDriverResult<Vec<u8>> {
        self.driver.execute(include_str!("repaint.js"), vec![]).await?;
        let png = self.driver.screenshot_as_png().await;
        self.driver.execute(include_str!("repaint.js"), vec![]).await?;

        png
    }

    async fn value(&self, field: &WebElement) -> WebDriverResult<String> {
        Ok(field.prop("value").await?.unwrap_or_default())
    }

    async fn words(&self) -> WebDriverResult<String> {
        self.driver.execute("return document.body.innerText", vec![]).await?.convert()
    }

    async fn computed_label(&self, element: &WebElement) -> WebDriverResult<String> {
        let path = format!("element/{}/computedlabel", element.element_id());

        self.driver.cmd(Get(path)).await?.value()
    }
}

/// A question to the driver that thirtyfour has no name for.
#[derive(Debug)]
struct Get(String);

impl FormatRequestData for Get {
    fn format_request(&self, session_id: &SessionId) -> RequestData {
        RequestData::new(http::Method::GET, format!("session/{session_id}/{}", self.0))
    }
}

fn last_lines(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();

    lines[lines.len().saturating_sub(40)..].join("\n")
}
