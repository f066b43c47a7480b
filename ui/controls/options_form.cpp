// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/options_form.h"

#include "ui/controls/options_form_row.h"

#include <fmt/format.h>

#include <QToolButton>
#include <QVBoxLayout>

#include <cctype>

namespace legenda::ui {

QString optionTitle(const std::string& key) {
    std::string words;
    for (const char c : key) {
        if (c == '_' || c == '-' || c == '.')
            words += ' ';
        else if (std::isupper(static_cast<unsigned char>(c))) {
            words += ' ';
            words += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else
            words += c;
    }
    if (!words.empty()) words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
    return QString::fromStdString(words);
}

std::string optionText(const nlohmann::json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) {
        const double number = value.get<double>();
        // A float member is passed as a double: the float's shortest text is the original one.
        if (static_cast<double>(static_cast<float>(number)) == number)
            return fmt::format("{}", static_cast<float>(number));
        return fmt::format("{}", number);
    }
    return value.dump();
}

namespace {

constexpr std::size_t kAtOnce = 5;  // rows: visible ones are styled and laid out on the window's thread

}  // namespace

OptionsForm::OptionsForm(QWidget* parent) : QWidget(parent) {
    layout_ = new QVBoxLayout(this);
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(0);
    next_.setSingleShot(true);
    connect(&next_, &QTimer::timeout, this, [this] { showNext(kAtOnce); });
}

OptionsForm::~OptionsForm() = default;

std::string OptionsForm::Option::problem() const {
    return row ? row->problem() : base::optionProblem(field, field.value);
}

void OptionsForm::clear() {
    options_.clear();
    unshown_.clear();
    while (QLayoutItem* item = layout_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    fold_ = nullptr;
    advanced_ = nullptr;
}

void OptionsForm::setFields(const std::vector<base::OptionField>& fields) {
    clear();
    for (const auto& field : fields) options_.push_back({field});
    for (auto& option : options_)
        if (!option.field.info.advanced) addRow(option);
    fold_ = new QToolButton(this);
    fold_->setObjectName(QStringLiteral("fold"));
    fold_->setCheckable(true);
    fold_->setAutoRaise(true);
    fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    layout_->addWidget(fold_, 0, Qt::AlignLeft);
    layout_->addStretch(1);
    connect(fold_, &QToolButton::toggled, this, &OptionsForm::updateFold);
    updateFold();
    // Creating the rows is enough for one turn of the event loop.
    if (isVisible())
        next_.start();
    else
        showNext(kAtOnce);
    Q_EMIT changed();
}

// The created rows that are not visible yet.
void OptionsForm::showNext(std::size_t most) {
    for (; most > 0 && !unshown_.empty(); --most) {
        unshown_.front()->show();
        unshown_.pop_front();
    }
    if (!unshown_.empty()) next_.start();
}

void OptionsForm::addRow(Option& option) {
    auto* parent = option.field.info.advanced ? advanced_ : this;
    option.row = new OptionRow(option.field, parent);
    option.row->hide();
    unshown_.push_back(option.row);
    parent->layout()->addWidget(option.row);
    connect(option.row, &OptionRow::changed, this, [this] {
        updateFold();
        Q_EMIT changed();
    });
}

void OptionsForm::addAdvanced() {
    if (advanced_) return;
    advanced_ = new QWidget(this);
    auto* inner = new QVBoxLayout(advanced_);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    for (auto& option : options_)
        if (option.field.info.advanced) addRow(option);
    layout_->insertWidget(layout_->indexOf(fold_) + 1, advanced_);
    showNext(kAtOnce);
}

void OptionsForm::updateFold() {
    int hidden = 0, altered = 0;
    bool wrong = false;
    for (const auto& option : options_) {
        if (!option.field.info.advanced) continue;
        ++hidden;
        altered += option.row && option.row->isChanged();
        wrong = wrong || !option.problem().empty();
    }
    fold_->setVisible(hidden > 0);
    // A row with a problem is never collapsed.
    const bool open = hidden > 0 && (fold_->isChecked() || wrong);
    fold_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    fold_->setText(altered ? tr("Advanced (%1, %2 changed)").arg(hidden).arg(altered)
                           : tr("Advanced (%1)").arg(hidden));
    if (open) addAdvanced();
    if (advanced_) advanced_->setVisible(open);
}

std::map<std::string, std::string> OptionsForm::changes() const {
    std::map<std::string, std::string> all;
    for (const auto& [field, row] : options_)
        if (row && row->isChanged()) all[field.info.key] = row->text();
    return all;
}

std::vector<base::OptionProblem> OptionsForm::problems() const {
    std::vector<base::OptionProblem> all;
    for (const auto& option : options_)
        if (auto why = option.problem(); !why.empty()) all.push_back({option.field.info.key, std::move(why)});
    return all;
}

bool OptionsForm::showProblem(const std::string& key, const QString& why) {
    for (auto& option : options_) {
        if (option.field.info.key != key) continue;
        if (option.field.info.advanced) setAdvancedShown(true);
        showNext(unshown_.size());
        option.row->showProblem(why);
        return true;
    }
    return false;
}

void OptionsForm::setAdvancedShown(bool shown) {
    if (fold_) fold_->setChecked(shown);
}

}  // namespace legenda::ui
