// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include "ui/shell/command_synonyms.h"
#include "ui/theme/painting.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kRow = 34, kRowsShown = 9;

class CommandDelegate : public QStyledItemDelegate {
 public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& c = theme::colours();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        theme::drawRowGround(*painter, option.rect.adjusted(4, 1, -4, -1), option.state & QStyle::State_Selected);
        const QRect inside = option.rect.adjusted(14, 0, -16, 0);
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(inside.left(), inside.center().y() - 8, 17, 17));
        painter->setFont(theme::font());
        painter->setPen(c.text);
        painter->drawText(inside.adjusted(28, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
        painter->setFont(theme::font(theme::Type::Small));
        painter->setPen(c.textWeak);
        painter->drawText(inside, Qt::AlignRight | Qt::AlignVCenter, index.data(Qt::UserRole + 1).toString());
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, kRow}; }
};

QString plainText(const QAction* action) {
    QString text = action->text();
    text.remove(QLatin1Char('&'));
    if (text.endsWith(QStringLiteral("…"))) text.chop(1);
    return text.trimmed();
}

// Whether each word of the query begins one of the text's.
bool begins(const QString& text, const QString& query) {
    const auto words = query.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::ranges::all_of(words, [&](const QString& word) {
        return text.startsWith(word, Qt::CaseInsensitive) ||
               text.contains(QLatin1Char(' ') + word, Qt::CaseInsensitive);
    });
}

}  // namespace

CommandPalette::CommandPalette(QList<QAction*> actions, QWidget* window)
    : QFrame(window),
      actions_(std::move(actions)),
      before_(QApplication::focusWidget()),
      query_(new QLineEdit),
      list_(new QListWidget),
      nothing_(new QLabel) {
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty("card", true);
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 120));
    setGraphicsEffect(shadow);
    setAccessibleName(tr("Find an action"));
    query_->setPlaceholderText(tr("What do you want to do?"));
    query_->setAccessibleName(query_->placeholderText());
    list_->setAccessibleName(tr("Actions"));
    query_->setProperty("quiet", true);
    query_->addAction(theme::icon(QStringLiteral("command")), QLineEdit::LeadingPosition);
    query_->installEventFilter(this);
    list_->setItemDelegate(new CommandDelegate(list_));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setMouseTracking(true);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setStyleSheet(QStringLiteral("background: transparent;"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kSpace2, theme::kSpace2, theme::kSpace2, theme::kSpace2);
    layout->addWidget(query_);
    layout->addWidget(list_);
    nothing_->setObjectName(QStringLiteral("nothingFound"));
    nothing_->setTextFormat(Qt::PlainText);
    nothing_->setWordWrap(true);
    nothing_->setProperty("weak", true);
    nothing_->setMargin(theme::kSpace3);
    nothing_->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    layout->addWidget(nothing_, 1);
    connect(query_, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(list_, &QListWidget::itemClicked, this, [this] { runCurrent(); });
    filter({});
    const int width = std::min(560, window->width() - 2 * theme::kSpace5);
    setGeometry((window->width() - width) / 2, std::min(96, window->height() / 8), width, 60 + kRow * kRowsShown);
    show();
    raise();
    query_->setFocus();
}

bool CommandPalette::matches(const QString& text, const QString& query) {
    for (const QString& word : query.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        if (!text.contains(word, Qt::CaseInsensitive)) return false;
    return true;
}

// Actions whose names have words that begin so come first, then those that have it anywhere, at last those that are
// only meant by another word.
void CommandPalette::filter(const QString& query) {
    list_->clear();
    enum Match { Begins, Named, Meant };
    for (const Match wanted : {Begins, Named, Meant}) {
        for (qsizetype i = 0; i < actions_.size(); ++i) {
            const QAction* action = actions_[i];
            const QString text = plainText(action);
            if (text.isEmpty() || !action->isEnabled() || action->isSeparator()) continue;
            const bool named = matches(text, query);
            const bool meant = named || matches(text + QLatin1Char(' ') + synonymsOf(action->objectName()), query);
            const Match match = !named ? Meant : begins(text, query) ? Begins : Named;
            if (match != wanted || !meant) continue;
            auto* item = new QListWidgetItem(action->icon(), text, list_);
            item->setData(Qt::UserRole, static_cast<int>(i));
            item->setData(Qt::UserRole + 1, action->shortcut().toString(QKeySequence::NativeText));
        }
    }
    list_->setCurrentRow(0);
    list_->setVisible(list_->count() > 0);
    nothing_->setVisible(list_->count() == 0);
    nothing_->setText(tr("Nothing found for “%1”").arg(query.trimmed()));
}

void CommandPalette::runCurrent() {
    const QListWidgetItem* item = list_->currentItem();
    if (!item) return;
    const QPointer<QAction> action = actions_.value(item->data(Qt::UserRole).toInt());
    dismiss();
    if (action) action->trigger();
}

void CommandPalette::dismiss() {
    query_->removeEventFilter(this);
    if (before_ && query_->hasFocus()) before_->setFocus();  // a hidden field would pass it on to any control
    hide();
    close();
}

bool CommandPalette::eventFilter(QObject*, QEvent* event) {
    if (event->type() == QEvent::FocusOut) {
        dismiss();
        return false;
    }
    if (event->type() != QEvent::KeyPress) return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const int rows = list_->count();
    switch (key->key()) {
        case Qt::Key_Escape:
            dismiss();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            runCurrent();
            return true;
        case Qt::Key_Down:
            if (rows > 0) list_->setCurrentRow((list_->currentRow() + 1) % rows);
            return true;
        case Qt::Key_Up:
            if (rows > 0) list_->setCurrentRow((list_->currentRow() + rows - 1) % rows);
            return true;
        default:
            return false;
    }
}

}  // namespace legenda::ui
