// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPixmap>
#include <QString>

class QAbstractButton;
class QApplication;
class QPainter;

// The appearance of the program, from one table of named colours: palettes, style sheet, fonts, icons, spacing. GUI
// thread only. Its state (the scheme in use) lives in the QApplication; widgets repaint on QEvent::PaletteChange.
namespace legenda::ui::theme {

enum class Scheme { Light, Dark };
enum class Appearance { System, Light, Dark };  // what the user chose

struct Colours {
    QColor ground;        // window, page background
    QColor panel;         // side panels, header, rail
    QColor raised;        // cards, popups, pills
    QColor field;         // text fields, lists
    QColor backdrop;      // neutral, behind photographs
    QColor border;        // hairlines
    QColor borderStrong;  // frames of fields
    QColor text;          // >= 4.5:1 on ground, panel, raised, field
    QColor textWeak;      // secondary; >= 4.5:1 as well
    QColor textDisabled;
    QColor accent;      // the one accent: fills, focus ring, selection mark
    QColor accentText;  // accent as text on ground and panel
    QColor onAccent;    // text on accent
    QColor selected;    // ground of a selected row
    QColor hover;       // ground under the mouse
    QColor error;       // red text, only for errors
    QColor errorGround;
    QColor warning;
    QColor success;
    QColor grid;  // chart grid
};

// Colours of a scheme; without an argument of the one in use.
const Colours& colours(Scheme scheme);
const Colours& colours();
Scheme scheme();

// Fusion, fonts, palette and style sheet. Call once at start, and again when the user chooses another appearance.
void apply(QApplication& app, Appearance appearance);
void applySoon(QApplication& app, Appearance appearance);  // in steps, between which the window handles its events
Appearance appearance();
QString styleSheet(const Colours& c);

inline constexpr int kBarHeight = 38;  // of the line above a picture
inline constexpr int kSpace1 = 4, kSpace2 = 8, kSpace3 = 12, kSpace4 = 16, kSpace5 = 24;
inline constexpr int kRadius = 6;
inline constexpr int kFade = 120;  // ms: hover and selection

// The size of all text in percent of the usual one, 100 at first; what is shown changes at once.
void setFontPercent(QApplication& app, int percent);
int fontPercent();
int scaled(int pixels);  // of text, or of what must hold a line of it, at 100 %

enum class Type { Small /* 11 */, Base /* 13 */, Heading /* 16 */, Title /* 20 */ };
QFont font(Type type = Type::Base, QFont::Weight weight = QFont::Normal);
// Numbers in cells of equal width (Qt 6.4 cannot ask a font for its tabular figures). Alignment: left, right or centre.
void drawTabular(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);

// Okabe and Ito's eight (grey for their black); from the ninth on the same with a dashed stroke.
QColor regionColour(int index);
bool regionDashed(int index);
QColor onRegionColour(int index);  // black or white, whichever is more readable
// The region colour, moved towards the text colour until it is readable on ground (for coloured words).
QColor readable(const QColor& colour, const QColor& ground, double contrast = 4.5);
QColor mixed(const QColor& a, const QColor& b, double share);  // share 0: a, 1: b
double contrast(const QColor& a, const QColor& b);             // WCAG 2 ratio, 1..21

// A line icon of resources/icons by its stem, drawn at any size in the palette's text colours as they are when painted.
QIcon icon(const QString& name);
// A square icon of so many pixels at 100 %, which follows the size of text; with `buttonSide` the whole button is a
// square of that side, which follows as well.
void setIconSide(QAbstractButton* button, int side, int buttonSide = 0);
void fitIcon(QAbstractButton& button);  // after another size of text
QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal devicePixelRatio);

}  // namespace legenda::ui::theme
