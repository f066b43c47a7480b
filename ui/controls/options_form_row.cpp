// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/options_form_row.h"

#include "ui/controls/options_form.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace legenda::ui {

namespace {

constexpr int kEditorWidth = 128;

// "0 to 1", "at least 1 pixels", "GB"; "" where there is neither a range nor a unit.
QString rangeText(const base::OptionInfo& info) {
    const auto number = [](double value) { return QString::number(value, 'g', 6); };
    const bool low = std::isfinite(info.min), high = std::isfinite(info.max) && info.max < 1e9;
    const bool ranged = info.choices.empty() && (low || high) && (!low || !high || info.min < info.max);
    QString range;
    if (ranged && low && high)
        range = OptionsForm::tr("%1 to %2").arg(number(info.min), number(info.max));
    else if (ranged && low)
        range = OptionsForm::tr("at least %1").arg(number(info.min));
    else if (ranged)
        range = OptionsForm::tr("at most %1").arg(number(info.max));
    const QString unit = QString::fromStdString(info.unit);
    return range.isEmpty() || unit.isEmpty() ? range + unit : range + QLatin1Char(' ') + unit;
}

}  // namespace

OptionRow::OptionRow(base::OptionField field, QWidget* parent) : QWidget(parent), field_(std::move(field)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 4, 0, 4);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(1);
    grid->setColumnStretch(0, 1);

    title_ = new QLabel(optionTitle(field_.info.key), this);
    QString about = QString::fromStdString(field_.info.help);
    const bool number = field_.type == base::OptionType::Integer || field_.type == base::OptionType::Real;
    if (const QString range = rangeText(field_.info); number && !range.isEmpty())
        about += QStringLiteral("  ·  ") + range;
    auto* help = new ToneLabel(about, theme::Type::Small, ToneLabel::Tone::Weak, this);
    help->setObjectName(QStringLiteral("help"));
    help->setWordWrap(true);
    reset_ = new QToolButton(this);
    reset_->setIcon(theme::icon(QStringLiteral("undo")));
    reset_->setAutoRaise(true);
    theme::setIconSide(reset_, 16, 22);
    reset_->setToolTip(
        OptionsForm::tr("Changed; back to the preset's %1").arg(QString::fromStdString(optionText(field_.value))));
    reset_->setAccessibleName(OptionsForm::tr("Reset %1").arg(title_->text()));
    auto policy = reset_->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    reset_->setSizePolicy(policy);
    problem_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Error, this);
    problem_->setObjectName(QStringLiteral("problem"));
    problem_->setWordWrap(true);
    problem_->hide();

    grid->addWidget(title_, 0, 0);
    grid->addWidget(help, 1, 0);
    grid->addWidget(reset_, 0, 1, 2, 1, Qt::AlignTop);
    addEditor();
    grid->addWidget(problem_, 2, 0, 1, 3);
    connect(reset_, &QToolButton::clicked, this, [this] { setValue(field_.value); });
    setValue(field_.value);
}

void OptionRow::addEditor() {
    auto* grid = static_cast<QGridLayout*>(layout());
    QWidget* editor = nullptr;
    if (field_.type == base::OptionType::Flag) {
        editor = flag_ = new QCheckBox(this);
        connect(flag_, &QCheckBox::toggled, this, &OptionRow::edited);
    } else if (!field_.info.choices.empty()) {
        editor = choice_ = new QComboBox(this);
        for (const auto& choice : field_.info.choices) choice_->addItem(QString::fromStdString(choice));
        connect(choice_, &QComboBox::currentTextChanged, this, &OptionRow::edited);
    } else {
        editor = line_ = new QLineEdit(this);
        if (field_.type != base::OptionType::Text) line_->setAlignment(Qt::AlignRight);
        connect(line_, &QLineEdit::textChanged, this, &OptionRow::edited);
    }
    editor->setObjectName(QString::fromStdString(field_.info.key));
    editor->setAccessibleName(title_->text());
    editor->setFixedWidth(kEditorWidth);
    const QString range = rangeText(field_.info);
    editor->setToolTip(QString::fromStdString(field_.info.help) +
                       (range.isEmpty() ? QString() : QStringLiteral("\n") + range));
    title_->setBuddy(editor);
    grid->addWidget(editor, 0, 2, 2, 1, Qt::AlignTop);
}

std::string OptionRow::text() const {
    if (flag_) return flag_->isChecked() ? "true" : "false";
    return (choice_ ? choice_->currentText() : line_->text().trimmed()).toStdString();
}

nlohmann::json OptionRow::value() const {
    // An unedited number keeps its exact value, since the shown text is a rounded one.
    if (!isChanged()) return field_.value;
    return base::parseOptionText(field_.type, text());
}

bool OptionRow::isChanged() const {
    return text() != optionText(field_.value);
}

void OptionRow::setValue(const nlohmann::json& value) {
    const QString shown = QString::fromStdString(optionText(value));
    if (flag_)
        flag_->setChecked(value.is_boolean() && value.get<bool>());
    else if (choice_)
        choice_->setCurrentText(shown);
    else
        line_->setText(shown);
    edited();
}

std::string OptionRow::problem() const {
    return base::optionProblem(field_, value());
}

void OptionRow::showProblem(const QString& why) {
    problem_->setText(why);
    problem_->setVisible(!why.isEmpty());
    if (!line_) return;
    QPalette own;
    if (!why.isEmpty()) {
        own = line_->palette();
        own.setColor(QPalette::Text, theme::colours().error);
    }
    line_->setPalette(own);
}

void OptionRow::edited() {
    QString why = QString::fromStdString(problem());
    // The row shows the title already: "epochs must be …" reads "Must be …".
    const QString key = QString::fromStdString(field_.info.key);
    if (why.startsWith(key + QLatin1Char(' '))) why = why.mid(key.size() + 1);
    if (!why.isEmpty()) why[0] = why[0].toUpper();
    showProblem(why);
    QFont font = title_->font();
    font.setWeight(isChanged() ? QFont::DemiBold : QFont::Normal);
    title_->setFont(font);
    reset_->setVisible(isChanged());
    for (QWidget* editor : {static_cast<QWidget*>(flag_), static_cast<QWidget*>(choice_), static_cast<QWidget*>(line_)})
        if (editor) editor->setAccessibleDescription(isChanged() ? reset_->toolTip() : QString());
    Q_EMIT changed();
}

}  // namespace legenda::ui
