// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

namespace legenda::ui::theme {

namespace {

// @name stands for a colour of the table, @scheme for dark or light, @line and @button for what holds a line of text,
// @icon for the icon beside one. Labels and frames choose a role with a dynamic property.
constexpr const char* kSheet = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @borderStrong; padding: 4px 6px; }
QMainWindow, QDialog { background: @ground; }
QFrame[panel="true"] { background: @panel; }
QFrame[card="true"] { background: @raised; border: 1px solid @border; border-radius: 6px; }
QLabel[weak="true"] { color: @textWeak; }
QLabel[section="true"] { color: @textWeak; font-size: @small; font-weight: 600; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: @field; color: @text; border: 1px solid @borderStrong; border-radius: 6px; padding: 4px 8px; min-height: @line;
  selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover { border-color: @textDisabled; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: 1px solid @accent; }
QLineEdit:disabled, QComboBox:disabled { color: @textDisabled; border-color: @border; }
QLineEdit[quiet="true"] { background: @raised; border-color: @border; }
QLineEdit[quiet="true"]:focus { border-color: @accent; }
QComboBox { background: @raised; padding-right: 22px; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow { image: url(:/icons/arrow-down-@scheme.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @borderStrong; padding: 4px; outline: 0;
  selection-background-color: @selected; selection-color: @text; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button { border: 0; width: 18px; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/icons/arrow-up-@scheme.svg); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/icons/arrow-down-@scheme.svg); width: 10px; height: 10px; }
QPushButton, QToolButton { icon-size: @icon; }
QPushButton { background: @raised; color: @text; border: 1px solid @borderStrong; border-radius: 6px; padding: 5px 12px; min-height: @button; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @border; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @textDisabled; border-color: @border; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { border-color: @accentText; }
QPushButton[primary="true"]:disabled { background: @border; color: @textDisabled; border-color: @border; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QPushButton[flat="true"]:hover { background: @hover; }
QPushButton[compact="true"] { padding: 1px 8px; min-height: 0; }
QPushButton[row="true"] { background: transparent; border-color: transparent; text-align: left; padding: 4px 6px; }
QPushButton[row="true"]:hover { background: @hover; }
QPushButton[chip="true"] { background: transparent; color: @textWeak; border: 1px solid @border; border-radius: 12px; padding: 3px 10px; min-height: @button; }
QPushButton[chip="true"]:hover { background: @hover; color: @text; }
QPushButton[chip="true"]:checked { background: @selected; color: @text; border-color: @selected; }
QPushButton[chip="true"]:focus { border-color: @accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; color: @text; }
QToolButton:hover { background: @hover; }
QToolButton:checked { background: @hover; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @borderStrong; border-radius: 4px; background: @field; }
QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/tick.svg); }
QMenuBar { background: @panel; color: @text; padding: 2px 4px; }
QMenuBar::item { padding: 3px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @raised; color: @text; border: 1px solid @borderStrong; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @textDisabled; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QSplitter::handle { background: @border; }
QSplitter::handle:hover { background: @accent; }
QScrollArea, QScrollArea > QWidget > QWidget[transparent="true"] { background: transparent; border: 0; }
QAbstractItemView { background: @panel; color: @text; border: 0; outline: 0; selection-background-color: @selected; selection-color: @text; }
QListView[popup="true"] { background: @raised; border: 1px solid @borderStrong; border-radius: 6px; padding: 4px; }
QListView[popup="true"]::item { padding: 5px 7px; border-radius: 4px; }
QListView[popup="true"]::item:hover { background: @hover; }
QListView[popup="true"]::item:selected { background: @selected; color: @text; }
QTreeView::item { padding: 3px 0; }
QHeaderView::section { background: @panel; color: @textWeak; border: 0; border-bottom: 1px solid @border; padding: 4px 8px; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @borderStrong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @textDisabled; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @borderStrong; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: @text; border: 0; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: @accentText; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: @borderStrong; }
QProgressBar { background: @border; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; text-align: center; color: transparent; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QTabBar::tab { background: transparent; color: @textWeak; padding: 6px 12px; border: 0; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:hover { color: @text; }
QTabWidget::pane { border: 0; border-top: 1px solid @border; }
)";

}  // namespace

QString styleSheet(const Colours& c) {
    QString sheet = QString::fromLatin1(kSheet);
    sheet.replace(QLatin1String("@scheme"),
                  c.ground.lightness() < 128 ? QLatin1String("dark") : QLatin1String("light"));
    const std::pair<const char*, int> sizes[] = {{"@small", 11}, {"@line", 18}, {"@button", 16}, {"@icon", 16}};
    for (const auto& [name, size] : sizes) sheet.replace(QLatin1String(name), QStringLiteral("%1px").arg(scaled(size)));
    // Longer names first: @textWeak before @text.
    const std::pair<const char*, QColor> names[] = {{"@borderStrong", c.borderStrong},
                                                    {"@border", c.border},
                                                    {"@textDisabled", c.textDisabled},
                                                    {"@textWeak", c.textWeak},
                                                    {"@text", c.text},
                                                    {"@accentText", c.accentText},
                                                    {"@accent", c.accent},
                                                    {"@onAccent", c.onAccent},
                                                    {"@raised", c.raised},
                                                    {"@panel", c.panel},
                                                    {"@ground", c.ground},
                                                    {"@field", c.field},
                                                    {"@selected", c.selected},
                                                    {"@hover", c.hover}};
    for (const auto& [name, colour] : names) sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

}  // namespace legenda::ui::theme
