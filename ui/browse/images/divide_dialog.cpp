// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/images/divide_dialog.h"

#include "ui/controls/dialog_buttons.h"
#include "ui/theme/theme.h"

#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace legenda::ui {

DivideDialog::DivideDialog(std::int64_t images, QWidget* parent)
    : QDialog(parent), images_(images), counts_(new QLabel(this)) {
    setObjectName(QStringLiteral("divideDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Divide the photographs"));
    setMinimumWidth(360);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(theme::kSpace4);
    form->setVerticalSpacing(theme::kSpace2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const std::pair<const char*, int> usual[] = {{"train", 80}, {"dev", 10}, {"test", 10}};
    for (const auto& [split, percent] : usual) {
        auto* part = new QSpinBox(this);
        part->setObjectName(QStringLiteral("share.") + QLatin1String(split));
        part->setRange(0, 100);
        part->setSuffix(QStringLiteral(" %"));
        part->setValue(percent);
        part->setAccessibleName(tr("Share of %1").arg(QLatin1String(split)));
        connect(part, &QSpinBox::valueChanged, this, &DivideDialog::showCounts);
        form->addRow(QLatin1String(split), part);
        parts_.emplace_back(split, part);
    }
    seed_ = new QSpinBox(this);  // behind the shares in the order of the Tab key
    seed_->setRange(1, std::numeric_limits<int>::max());
    seed_->setAccessibleName(tr("Seed"));
    seed_->setToolTip(tr("The same number divides the same photographs in the same way"));
    form->addRow(tr("Seed"), seed_);
    counts_->setObjectName(QStringLiteral("divideCounts"));
    counts_->setWordWrap(true);
    counts_->setProperty("weak", true);
    auto* buttons = new DialogButtons(tr("Divide"), "divide", this);
    divide_ = buttons->accept();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace5, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace4);
    column->addLayout(form);
    column->addWidget(counts_);
    column->addLayout(buttons);
    connect(divide_, &QPushButton::clicked, this, [this] {
        std::vector<project::Share> shares;
        for (const auto& [split, part] : parts_)
            if (part->value() > 0) shares.push_back({split, part->value() / 100.0});
        Q_EMIT wanted(shares, static_cast<quint64>(seed_->value()));
        accept();
    });
    showCounts();
}

int DivideDialog::total() const {
    int sum = 0;
    for (const auto& [split, part] : parts_) sum += part->value();
    return sum;
}

void DivideDialog::showCounts() {
    const int sum = total();
    divide_->setEnabled(sum > 0 && sum <= 100);
    if (sum > 100) return counts_->setText(tr("The shares add up to %1 %, more than all photographs.").arg(sum));
    QStringList each;
    const auto count = [this](int percent) { return std::llround(static_cast<double>(images_) * percent / 100); };
    for (const auto& [split, part] : parts_) each << tr("%1 in %2").arg(count(part->value())).arg(QLatin1String(split));
    if (sum < 100) each << tr("%1 without a split").arg(count(100 - sum));
    counts_->setText(tr("About %1. Splits that were set before are replaced.").arg(each.join(QStringLiteral(", "))));
}

}  // namespace legenda::ui
