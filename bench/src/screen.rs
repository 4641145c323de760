//! The display, as somebody in front of it sees it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::damage::{self, ConnectionExt as _, ReportLevel};
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, ImageFormat, InputFocus,
    KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// Every so many lines one line of a window is looked at.
const LINES_BETWEEN: i16 = 16;
/// How long a window may take to show something.
const PATIENCE: Duration = Duration::from_secs(30);
/// A smaller window is none that a person works in.
const SMALLEST: u16 = 400;
/// How long a window may take to answer a key; one that has not by then never will.
const ANSWER: Duration = Duration::from_secs(2);
/// A window that paints nothing for so long has answered whole.
const STILL: Duration = Duration::from_millis(150);

/// What a person does to a window.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Press {
    /// The key of this X keysym.
    Key(u32),
    /// The first button of the mouse, at this place of the window.
    At(i16, i16),
}

/// The display of this session.
pub(crate) struct Screen {
    connection: RustConnection,
    root: Window,
}

impl Screen {
    pub(crate) fn open() -> Result<Self> {
        let (connection, number) = x11rb::connect(None).context("no display")?;
        let root = connection.setup().roots.get(number).context("no screen")?.root;

        Ok(Self { connection, root })
    }

    /// Waits until a window shows something, and returns how long that took from `begun` on.
    ///
    /// A window that is there but empty does not count: its lines are all of one color until the page
    /// is painted.
    pub(crate) fn first_picture(&self, begun: Instant) -> Result<Duration> {
        while begun.elapsed() < PATIENCE {
            for window in self.windows()? {
                if self.shows_something(window)? {
                    return Ok(begun.elapsed());
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        bail!("no window showed anything within {PATIENCE:?}");
    }

    /// Tells whether no window is there.
    pub(crate) fn is_empty(&self) -> Result<bool> {
        Ok(self.windows()?.is_empty())
    }

    /// Watches the one window that is shown, and gives it the keyboard.
    pub(crate) fn watch(&self) -> Result<Watched<'_>> {
        let [window] = self.windows()?[..] else { bail!("there is not one window to watch") };
        self.connection.damage_query_version(1, 1)?.reply().context("the display has no DAMAGE")?;
        self.connection.xtest_get_version(2, 2)?.reply().context("the display has no XTEST")?;
        self.connection.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?;
        let damage = self.connection.generate_id()?;
        self.connection.damage_create(damage, window, ReportLevel::NON_EMPTY)?.check()?;

        Ok(Watched { screen: self, window, damage })
    }

    /// Returns the windows that are shown.
    fn windows(&self) -> Result<Vec<Window>> {
        let mut shown = Vec::new();
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            // One that has gone meanwhile is not there.
            let Ok(attributes) = self.connection.get_window_attributes(window)?.reply() else {
                continue;
            };
            let Ok(size) = self.connection.get_geometry(window)?.reply() else { continue };
            if attributes.map_state == MapState::VIEWABLE && size.width >= SMALLEST {
                shown.push(window);
            }
        }

        Ok(shown)
    }

    fn shows_something(&self, window: Window) -> Result<bool> {
        let Ok(size) = self.connection.get_geometry(window)?.reply() else { return Ok(false) };
        let height = i16::try_from(size.height).unwrap_or(i16::MAX);
        let mut y = LINES_BETWEEN;
        while y < height {
            let line = self
                .connection
                .get_image(ImageFormat::Z_PIXMAP, window, 0, y, size.width, 1, u32::MAX)?
                .reply();
            // Not to be seen at this moment: the window has just come or is going.
            let Ok(line) = line else { return Ok(false) };
            let mut pixels = line.data.chunks_exact(4);
            let first = pixels.next();
            if pixels.any(|it| Some(it) != first) {
                return Ok(true);
            }
            y += LINES_BETWEEN;
        }

        Ok(false)
    }
}

/// A window whose every new picture is told of by the display.
pub(crate) struct Watched<'a> {
    screen: &'a Screen,
    window: Window,
    damage: damage::Damage,
}

/// What came of a press.
pub(crate) struct Answer {
    /// From the press to the first new picture.
    pub(crate) first: Duration,
    /// From the press to the last new picture that followed at once.
    pub(crate) last: Duration,
}

impl Watched<'_> {
    /// Presses and waits for what the window paints then.
    pub(crate) fn press(&self, press: Press) -> Result<Answer> {
        let connection = &self.screen.connection;
        let at = |kind, detail, x, y| {
            connection.xtest_fake_input(
                kind,
                detail,
                x11rb::CURRENT_TIME,
                self.screen.root,
                x,
                y,
                0,
            )
        };
        let key = match press {
            Press::Key(keysym) => self.code_of(keysym)?,
            Press::At(..) => 1,
        };
        if let Press::At(x, y) = press {
            let there = connection.translate_coordinates(self.window, self.screen.root, x, y)?;
            let there = there.reply()?;
            at(MOTION_NOTIFY_EVENT, 0, there.dst_x, there.dst_y)?;
        }
        // What the pointer's coming changes is no answer.
        self.await_stillness()?;

        let begun = Instant::now();
        let (down, up) = match press {
            Press::Key(_) => (KEY_PRESS_EVENT, KEY_RELEASE_EVENT),
            Press::At(..) => (BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT),
        };
        at(down, key, 0, 0)?;
        at(up, key, 0, 0)?;
        connection.flush()?;
        ensure!(self.is_painted_by(begun + ANSWER)?, "{press:?} changed nothing in the window");
        let first = begun.elapsed();
        let last = begun + first;

        Ok(Answer { first, last: self.await_stillness()?.unwrap_or(last) - begun })
    }

    /// Waits until nothing has been painted for a while; returns when the last picture came.
    fn await_stillness(&self) -> Result<Option<Instant>> {
        let mut last = None;
        while self.is_painted_by(Instant::now() + STILL)? {
            last = Some(Instant::now());
        }

        Ok(last)
    }

    /// Waits for a new picture of the window; `false` where none comes in time.
    fn is_painted_by(&self, limit: Instant) -> Result<bool> {
        loop {
            while let Some(event) = self.screen.connection.poll_for_event()? {
                if matches!(event, Event::DamageNotify(_)) {
                    // From now on the next one is told of.
                    self.screen.connection.damage_subtract(
                        self.damage,
                        x11rb::NONE,
                        x11rb::NONE,
                    )?;
                    self.screen.connection.flush()?;
                    return Ok(true);
                }
            }
            if Instant::now() > limit {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Returns the code of the key that types this on the display's keyboard.
    fn code_of(&self, keysym: u32) -> Result<u8> {
        let setup = self.screen.connection.setup();
        let count = setup.max_keycode - setup.min_keycode + 1;
        let map = self.screen.connection.get_keyboard_mapping(setup.min_keycode, count)?.reply()?;
        let position = map
            .keysyms
            .chunks(usize::from(map.keysyms_per_keycode))
            .position(|it| it.first() == Some(&keysym))
            .with_context(|| format!("the keyboard has no key {keysym:#x}"))?;

        Ok(setup.min_keycode + u8::try_from(position)?)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        // The window may have gone, and its damage with it.
        let _ = self.screen.connection.damage_destroy(self.damage);
    }
}
