//! Breaking text into lines.

use unicode_segmentation::UnicodeSegmentation;

use crate::SealError;
use crate::draw::fonts::Style;
use crate::draw::line::Line;

/// Lines of at most that width in em. Breaks at spaces, and inside what is longer than a line. A
/// line that a space ends keeps it, so that words stay apart for those who read by machine.
pub(super) fn wrap(text: &str, style: Style, room: f32) -> Result<Vec<Line>, SealError> {
    let width = |text: &str| Line::spell(text, style).map(|line| line.width);
    let space = width("n n")? - 2.0 * width("n")?;
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0.0_f32);
    for word in text.split_whitespace() {
        let wide = width(word)?;
        if !line.is_empty() && used + space + wide <= room {
            line.push(' ');
            line.push_str(word);
            used += space + wide;
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
            lines.push(std::mem::take(&mut line));
        }
        used = wide;
        if wide <= room {
            line.push_str(word);
            continue;
        }
        used = 0.0;
        for letter in word.graphemes(true) {
            let wide = width(letter).unwrap_or(0.0);
            if used + wide > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push_str(letter);
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines.iter().map(|line| Line::spell(line, style)).collect()
}
