//! The display, as somebody in front of it sees it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, MapState, Window};
use x11rb::rust_connection::RustConnection;

/// Every so many lines one line of a window is looked at.
const LINES_BETWEEN: i16 = 16;
/// How long a window may take to show something.
const PATIENCE: Duration = Duration::from_secs(30);
/// A smaller window is none that a person works in.
const SMALLEST: u16 = 400;

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
