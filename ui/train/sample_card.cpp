// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/sample_card.h"

#include "ui/theme/theme.h"
#include "ui/train/sample_picture.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace legenda::ui {

namespace {

QString plainText(const std::vector<runs::SampleWord>& words) {
    QStringList all;
    for (const auto& word : words) all << QString::fromStdString(word.text);
    return all.join(QLatin1Char(' '));
}

}  // namespace

SampleCard::SampleCard(QWidget* parent) : QWidget(parent), picture_(new SamplePicture(this)), text_(new QLabel(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, theme::kSpace2);
    column->setSpacing(theme::kSpace1);
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::RichText);
    text_->setFont(theme::font(theme::Type::Base));
    text_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    column->addWidget(picture_);
    column->addWidget(text_, 1);
}

void SampleCard::setPicture(const QPixmap& picture) {
    picture_->setPicture(picture);
}

void SampleCard::setSample(const runs::RunSample& now, const runs::RunSample* before) {
    now_ = now;
    changed_ = before ? runs::changedWords(before->words, now.words) : std::vector<bool>(now.words.size(), false);
    before_ = before ? plainText(before->words) : QString();
    picture_->setSample(now);
    write();
}

QString SampleCard::words() const {
    return text_->text();
}

void SampleCard::write() {
    QString html;
    QStringList changed;
    const QColor ground = theme::colours().ground;
    for (std::size_t i = 0; i < now_.words.size(); ++i) {
        const auto& word = now_.words[i];
        const QString plain = QString::fromStdString(word.text);
        QString each = plain.toHtmlEscaped();
        if (changed_[i]) {
            each = QStringLiteral("<b><u>%1</u></b>").arg(each);
            changed << plain;
        }
        if (word.region >= 0) {
            const QColor colour = theme::readable(theme::regionColour(word.region), ground);
            each = QStringLiteral("<span style='color:%1'>%2</span>").arg(colour.name(), each);
            // The number stands once, behind the last of the words in a row that have the region.
            if (i + 1 == now_.words.size() || now_.words[i + 1].region != word.region)
                each += QStringLiteral("<sup>%1</sup>").arg(word.region);
        }
        html += (i > 0 ? QStringLiteral(" ") : QString()) + each;
    }
    text_->setText(html.isEmpty() ? QStringLiteral("–") : html);
    const QString said = plainText(now_.words);
    text_->setAccessibleName(changed.isEmpty() ? said
                                               : tr("%1; changed: %2").arg(said, changed.join(QStringLiteral(", "))));
    text_->setToolTip(before_.isEmpty() ? QString() : tr("At the evaluation before: %1").arg(before_.toHtmlEscaped()));
}

void SampleCard::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) write();
}

}  // namespace legenda::ui
