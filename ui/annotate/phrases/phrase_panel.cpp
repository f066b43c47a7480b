// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/phrases/phrase_panel.h"

#include "ui/annotate/phrases/phrase_types.h"
#include "ui/controls/actions.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace legenda::ui {

namespace {

constexpr int kPhraseRow = 44;  // at the usual size of text
constexpr int kPhraseKeyRole = Qt::UserRole, kPhraseTextRole = Qt::UserRole + 1, kPhraseStateRole = Qt::UserRole + 2,
              kPhraseNumberRole = Qt::UserRole + 3, kPhraseOpenRole = Qt::UserRole + 4,
              kPhraseInkRole = Qt::UserRole + 5;

// The number of the entity in its colour, the words, below them the state.
class PhraseRowDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {120, theme::scaled(kPhraseRow)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect;
        theme::drawRowGround(*painter, row.adjusted(4, 1, -4, -1), option.state);
        const QRectF badge(row.left() + 12, row.top() + (row.height() - 20) / 2.0, 20, 20);
        const int number = index.data(kPhraseNumberRole).toInt();
        const bool open = index.data(kPhraseOpenRole).toBool();
        const auto ink = index.data(kPhraseInkRole).value<QColor>();
        const QColor colour = ink.isValid() ? ink : number < 0 ? c.textWeak : theme::regionColour(number);
        painter->setPen(QPen(colour, 1.5, open ? Qt::DashLine : Qt::SolidLine));
        painter->setBrush(open ? QColor(Qt::transparent) : colour);
        painter->drawRoundedRect(badge.adjusted(1, 1, -1, -1), 4, 4);
        if (number >= 0) {
            painter->setPen(open            ? c.text
                            : ink.isValid() ? theme::readable(Qt::white, ink)
                                            : theme::onRegionColour(number));
            painter->setFont(theme::font(theme::Type::Small, QFont::DemiBold));
            painter->drawText(badge, Qt::AlignCenter, QString::number(number + 1));
        }
        const QRect words(static_cast<int>(badge.right()) + 10, row.top() + 5,
                          row.right() - static_cast<int>(badge.right()) - 20, row.height() - 10);
        painter->setPen(c.text);
        painter->setFont(theme::font());
        painter->drawText(
            words, Qt::AlignLeft | Qt::AlignTop,
            painter->fontMetrics().elidedText(index.data(kPhraseTextRole).toString(), Qt::ElideRight, words.width()));
        painter->setPen(c.textWeak);
        painter->setFont(theme::font(theme::Type::Small));
        painter->drawText(
            words, Qt::AlignLeft | Qt::AlignBottom,
            painter->fontMetrics().elidedText(index.data(kPhraseStateRole).toString(), Qt::ElideRight, words.width()));
        painter->restore();
    }
};

QToolButton* sentenceButton(const QString& icon, const QString& name, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(theme::icon(icon));
    theme::setIconSide(button, 18);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

}  // namespace

PhrasePanel::PhrasePanel(QWidget* parent) : QFrame(parent) {
    setProperty("panel", true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::kSpace2, 0, 0);
    column->setSpacing(theme::kSpace1);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(theme::kSpace3, 0, theme::kSpace2, 0);
    title_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Normal, this);
    title_->setType(theme::Type::Base, QFont::DemiBold);
    head->addWidget(title_, 1);
    auto* back = sentenceButton(QStringLiteral("chevron-up"), tr("Previous sentence"), this);
    auto* on = sentenceButton(QStringLiteral("chevron-down"), tr("Next sentence"), this);
    connect(back, &QToolButton::clicked, this, [this] { Q_EMIT sentenceRequested(-1); });
    connect(on, &QToolButton::clicked, this, [this] { Q_EMIT sentenceRequested(1); });
    head->addWidget(back);
    head->addWidget(on);
    column->addLayout(head);
    list_ = new QListWidget(this);
    list_->setObjectName(QStringLiteral("phraseList"));
    list_->setAccessibleName(tr("Phrases"));
    list_->setItemDelegate(new PhraseRowDelegate(list_));
    list_->setUniformItemSizes(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(list_, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (!filling_ && item) Q_EMIT chosen(item->data(kPhraseKeyRole).toString());
    });
    column->addWidget(list_, 1);
    note_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    note_->setWordWrap(true);
    note_->setContentsMargins(theme::kSpace3, theme::kSpace1, theme::kSpace3, theme::kSpace1);
    column->addWidget(note_);
    buttons_ = new QFrame(this);
    column->addWidget(buttons_);
}

void PhrasePanel::setActions(const std::vector<QAction*>& actions) {
    auto* grid = new QGridLayout(buttons_);
    grid->setContentsMargins(theme::kSpace3, theme::kSpace1, theme::kSpace3, theme::kSpace3);
    grid->setSpacing(theme::kSpace1);
    for (std::size_t i = 0; i < actions.size(); ++i) {
        auto* button = new QToolButton(buttons_);
        button->setDefaultAction(actions[i]);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        theme::setIconSide(button, 16);
        button->setFocusPolicy(Qt::TabFocus);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        const bool wide = i % 2 == 0 && i + 1 == actions.size();
        grid->addWidget(button, static_cast<int>(i / 2), static_cast<int>(i % 2), 1, wide ? 2 : 1);
    }
}

void PhrasePanel::setSentence(int number, int count) {
    title_->setText(count == 0 ? tr("No sentences") : tr("Sentence %1 of %2").arg(number + 1).arg(count));
}

QString PhrasePanel::stateText(const PhraseEntry& entry) {
    switch (entry.state) {
        case PhraseEntry::State::Boxes:
            return entry.boxes == 1 ? tr("1 box") : tr("%1 boxes").arg(entry.boxes);
        case PhraseEntry::State::NotVisible:
            return tr("not visible");
        case PhraseEntry::State::WholeScene:
            return tr("whole scene");
        case PhraseEntry::State::Unlinked:
            return tr("no box yet");
        case PhraseEntry::State::Suggested:
            return tr("suggested");
        case PhraseEntry::State::Proposed:
            return entry.chain.isEmpty() ? tr("proposed box") : tr("proposed: the same as %1").arg(entry.number + 1);
        case PhraseEntry::State::Found:
            break;
    }
    return tr("not annotated");
}

void PhrasePanel::setEntries(const std::vector<PhraseEntry>& entries, const QString& current) {
    filling_ = true;
    while (list_->count() > static_cast<int>(entries.size())) delete list_->takeItem(list_->count() - 1);
    while (list_->count() < static_cast<int>(entries.size())) list_->addItem(new QListWidgetItem);
    int row = -1;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const PhraseEntry& entry = entries[i];
        auto* item = list_->item(static_cast<int>(i));
        QString state = stateText(entry);
        if (const QString types = PhraseTypes::title(entry.types).toLower(); !types.isEmpty())
            state += QStringLiteral("  ·  ") + types;
        if (!entry.annotator.isEmpty()) state += QStringLiteral("  ·  ") + entry.annotator;
        item->setData(kPhraseKeyRole, entry.key());
        item->setData(kPhraseTextRole, entry.text);
        item->setData(kPhraseStateRole, state);
        item->setData(kPhraseNumberRole, entry.number);
        item->setData(kPhraseOpenRole, !entry.annotated());
        item->setData(kPhraseInkRole, entry.ink);
        item->setData(Qt::AccessibleTextRole, tr("%1, %2").arg(entry.text, state));
        if (entry.key() == current) row = static_cast<int>(i);
    }
    list_->setCurrentRow(row);
    filling_ = false;
}

void PhrasePanel::setNote(const QString& note) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

}  // namespace legenda::ui
