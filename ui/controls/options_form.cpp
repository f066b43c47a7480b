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
        // A float member arrives as the double next to it: the float's own shortest text is what its author wrote.
        if (static_cast<double>(static_cast<float>(number)) == number)
            return fmt::format("{}", static_cast<float>(number));
        return fmt::format("{}", number);
    }
    return value.dump();
}

OptionsForm::OptionsForm(QWidget* parent) : QWidget(parent) {
    layout_ = new QVBoxLayout(this);
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(0);
}

OptionsForm::~OptionsForm() = default;

void OptionsForm::clear() {
    rows_.clear();
    while (QLayoutItem* item = layout_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    fold_ = nullptr;
    advanced_ = nullptr;
}

void OptionsForm::setFields(const std::vector<base::OptionField>& fields) {
    clear();
    fold_ = new QToolButton(this);
    fold_->setObjectName(QStringLiteral("fold"));
    fold_->setCheckable(true);
    fold_->setAutoRaise(true);
    fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    advanced_ = new QWidget(this);
    auto* inner = new QVBoxLayout(advanced_);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    for (const auto& field : fields) {
        auto* row = new OptionRow(field, field.info.advanced ? advanced_ : this);
        (field.info.advanced ? inner : layout_)->addWidget(row);
        connect(row, &OptionRow::changed, this, [this] {
            updateFold();
            Q_EMIT changed();
        });
        rows_.push_back(row);
    }
    layout_->addWidget(fold_, 0, Qt::AlignLeft);
    layout_->addWidget(advanced_);
    layout_->addStretch(1);
    connect(fold_, &QToolButton::toggled, this, &OptionsForm::updateFold);
    updateFold();
    Q_EMIT changed();
}

void OptionsForm::updateFold() {
    int hidden = 0, altered = 0;
    bool wrong = false;
    for (const auto* row : rows_) {
        if (!row->field().info.advanced) continue;
        ++hidden;
        altered += row->isChanged();
        wrong = wrong || !row->problem().empty();
    }
    fold_->setVisible(hidden > 0);
    // A problem is never folded away.
    const bool open = fold_->isChecked() || wrong;
    fold_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    fold_->setText(altered ? tr("Advanced (%1, %2 changed)").arg(hidden).arg(altered)
                           : tr("Advanced (%1)").arg(hidden));
    advanced_->setVisible(open);
}

nlohmann::json OptionsForm::values() const {
    nlohmann::json all = nlohmann::json::object();
    for (const auto* row : rows_) all[row->field().info.key] = row->value();
    return all;
}

void OptionsForm::setValues(const nlohmann::json& values) {
    for (auto* row : rows_)
        if (const auto found = values.find(row->field().info.key); found != values.end()) row->setValue(*found);
}

std::map<std::string, std::string> OptionsForm::changes() const {
    std::map<std::string, std::string> all;
    for (const auto* row : rows_)
        if (row->isChanged()) all[row->field().info.key] = row->text();
    return all;
}

std::vector<base::OptionProblem> OptionsForm::problems() const {
    std::vector<base::OptionProblem> all;
    for (const auto* row : rows_)
        if (auto why = row->problem(); !why.empty()) all.push_back({row->field().info.key, std::move(why)});
    return all;
}

bool OptionsForm::showProblem(const std::string& key, const QString& why) {
    for (auto* row : rows_) {
        if (row->field().info.key != key) continue;
        if (row->field().info.advanced) setAdvancedShown(true);
        row->showProblem(why);
        return true;
    }
    return false;
}

void OptionsForm::setAdvancedShown(bool shown) {
    if (fold_) fold_->setChecked(shown);
}

void OptionsForm::resetToDefaults() {
    for (auto* row : rows_) row->setValue(row->field().value);
}

}  // namespace legenda::ui
