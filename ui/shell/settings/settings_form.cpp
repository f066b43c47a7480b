// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings/settings_form.h"

#include "ui/controls/files/file_dialog.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

#include <cmath>

namespace legenda::ui {

namespace {

constexpr int kTitleColumn = 0, kControlColumn = 1, kResetColumn = 2;

}  // namespace

SettingsForm::SettingsForm(QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this)) {
    grid_->setContentsMargins(0, theme::kSpace3, 0, theme::kSpace2);
    grid_->setHorizontalSpacing(theme::kSpace3);
    grid_->setVerticalSpacing(2);
    grid_->setColumnStretch(kControlColumn, 1);
}

void SettingsForm::addChoice(Setting setting, const QString& title, const QList<std::pair<QString, QVariant>>& choices,
                             const QString& hint) {
    auto* list = new QComboBox(this);
    for (const auto& [text, value] : choices) list->addItem(text, value);
    connect(list, &QComboBox::activated, this,
            [list, setting] { Settings::ofApplication().set(setting, list->currentData()); });
    addSetting(setting, title, list, hint, [list, setting] {
        const QVariant value = Settings::ofApplication().value(setting);
        // A value from the file that is none of the choices is one of its own.
        if (list->findData(value) < 0) list->addItem(value.toString(), value);
        list->setCurrentIndex(list->findData(value));
    });
}

void SettingsForm::addNumber(Setting setting, const QString& title, int decimals, const QString& unit,
                             const QString& leastText, const QString& hint) {
    auto* number = new QDoubleSpinBox(this);
    number->setDecimals(decimals);
    number->setRange(Settings::least(setting), Settings::most(setting));
    number->setSingleStep(std::pow(10, -decimals) * (decimals > 0 ? 5 : 1));
    number->setSuffix(unit);
    number->setSpecialValueText(leastText);
    number->setKeyboardTracking(false);
    connect(number, &QDoubleSpinBox::valueChanged, this, [setting, decimals](double value) {
        const QVariant typed = decimals > 0 ? QVariant(value) : QVariant(static_cast<int>(std::lround(value)));
        Settings::ofApplication().set(setting, typed);
    });
    addSetting(setting, title, number, hint, [number, setting] {
        const QSignalBlocker quiet(number);
        number->setValue(Settings::ofApplication().real(setting));
    });
}

void SettingsForm::addFolder(Setting setting, const QString& title, const QString& purpose, const QString& hint) {
    auto* both = new QWidget(this);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    auto* path = new QLineEdit(both);
    path->setAccessibleName(title);
    auto* choose = new QToolButton(both);
    choose->setIcon(theme::icon(QStringLiteral("folder")));
    choose->setToolTip(tr("Choose the folder"));
    choose->setAccessibleName(tr("Choose: %1").arg(title));
    row->addWidget(path, 1);
    row->addWidget(choose);
    const auto take = [setting](const QString& folder) {
        const QString typed = QDir::fromNativeSeparators(folder.trimmed());
        if (typed.isEmpty() || QDir::isAbsolutePath(typed))
            Settings::ofApplication().set(setting, typed.isEmpty() ? Settings::standard(setting) : QVariant(typed));
    };
    const auto show = [path, setting] {
        path->setText(QDir::toNativeSeparators(Settings::ofApplication().text(setting)));
        path->setCursorPosition(0);
    };
    connect(path, &QLineEdit::editingFinished, this, [path, take, show] {
        take(path->text());
        show();
    });
    connect(choose, &QToolButton::clicked, this, [this, purpose, title, take] {
        auto* dialog = folderDialog(window(), purpose, title);
        connect(dialog, &QFileDialog::fileSelected, this, take);
        dialog->open();
    });
    addSetting(setting, title, both, hint, show);
}

void SettingsForm::addRow(const QString& title, QWidget* control, const QString& hint) {
    addLine(title, control, hint);
}

void SettingsForm::end() {
    grid_->setRowStretch(grid_->rowCount(), 1);
}

int SettingsForm::addLine(const QString& title, QWidget* control, const QString& hint) {
    const int row = grid_->rowCount();
    auto* label = new QLabel(title, this);
    label->setBuddy(control);
    if (control->accessibleName().isEmpty()) control->setAccessibleName(title);
    grid_->addWidget(label, row, kTitleColumn);
    grid_->addWidget(control, row, kControlColumn);
    if (!hint.isEmpty()) {
        auto* about = new ToneLabel(hint, theme::Type::Small, ToneLabel::Tone::Weak, this);
        about->setWordWrap(true);
        grid_->addWidget(about, row + 1, kControlColumn, 1, 2);
    }
    grid_->setRowMinimumHeight(row + 2, theme::kSpace2);
    return row;
}

void SettingsForm::addSetting(Setting setting, const QString& title, QWidget* control, const QString& hint,
                              const std::function<void()>& show) {
    const int row = addLine(title, control, hint);
    auto* reset = new QToolButton(this);
    reset->setIcon(theme::icon(QStringLiteral("undo")));
    reset->setObjectName(QStringLiteral("reset"));
    reset->setToolTip(tr("Back to the default"));
    reset->setAccessibleName(tr("Reset: %1").arg(title));
    auto policy = reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    reset->setSizePolicy(policy);
    grid_->addWidget(reset, row, kResetColumn);
    connect(reset, &QToolButton::clicked, this, [setting] { Settings::ofApplication().reset(setting); });
    const auto refresh = [setting, reset, show] {
        show();
        reset->setVisible(!Settings::ofApplication().isStandard(setting));
    };
    refresh();
    connect(&Settings::ofApplication(), &Settings::changed, this, [setting, refresh](Setting changed) {
        if (changed == setting) refresh();
    });
}

}  // namespace legenda::ui
