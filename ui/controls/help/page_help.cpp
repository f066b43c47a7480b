// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/help/page_help.h"

#include "ui/controls/help/help_sample.h"
#include "ui/controls/page.h"
#include "ui/controls/shortcuts/shortcuts.h"
#include "ui/controls/tone_label.h"

#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QGraphicsDropShadowEffect>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kHelpWidth = 464, kHelpTermWidth = 92;

ToneLabel* helpWords(const QString& text, ToneLabel::Tone tone, QWidget* parent) {
    auto* words = new ToneLabel(text, theme::Type::Base, tone, parent);
    words->setWordWrap(true);
    words->setTextFormat(Qt::PlainText);
    return words;
}

}  // namespace

void PageHelp::toggle(Page* page) {
    auto* help = page->findChild<PageHelp*>(QString(), Qt::FindDirectChildrenOnly);
    if (help && !help->isHidden()) return help->dismiss();
    if (!help) help = new PageHelp(page);
    help->open();
}

PageHelp::PageHelp(Page* page)
    : QFrame(page),
      page_(page),
      now_(helpWords({}, ToneLabel::Tone::Accent, this)),
      scroll_(new QScrollArea(this)),
      escape_(new QShortcut(QKeySequence(Qt::Key_Escape), page)) {
    hide();
    setObjectName(QStringLiteral("pageHelp"));
    setProperty("card", true);
    setAccessibleName(tr("About the page %1").arg(page->title()));
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 120));
    setGraphicsEffect(shadow);
    auto* title = new ToneLabel(tr("What am I looking at?"), theme::Type::Heading, ToneLabel::Tone::Normal, this);
    title->setType(theme::Type::Heading, QFont::DemiBold);
    auto* closing = new QToolButton(this);
    closing->setObjectName(QStringLiteral("closePageHelp"));
    closing->setIcon(theme::icon(QStringLiteral("close")));
    theme::setIconSide(closing, 14);
    closing->setToolTip(tr("Close the explanation  (Esc)"));
    closing->setAccessibleName(tr("Close the explanation"));
    closing->setFocusPolicy(Qt::TabFocus);
    now_->setObjectName(QStringLiteral("pageHelpNow"));
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setAccessibleName(tr("Explanation of the page %1").arg(page->title()));
    scroll_->viewport()->setAutoFillBackground(false);
    auto* head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(closing, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace4, theme::kSpace3, theme::kSpace2, theme::kSpace3);
    column->setSpacing(theme::kSpace2);
    column->addLayout(head);
    column->addWidget(now_);
    column->addWidget(scroll_, 1);
    escape_->setContext(Qt::WidgetWithChildrenShortcut);
    escape_->setEnabled(false);
    connect(escape_, &QShortcut::activated, this, &PageHelp::dismiss);
    connect(closing, &QToolButton::clicked, this, &PageHelp::dismiss);
    page_->installEventFilter(this);
}

QWidget* PageHelp::body() {
    const HelpText text = helpTextOf(page_->id());
    auto* body = new QWidget;
    body->setProperty("transparent", true);
    auto* grid = new QGridLayout(body);
    grid->setContentsMargins(0, 0, theme::kSpace2, 0);
    grid->setHorizontalSpacing(theme::kSpace3);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, kHelpTermWidth);
    grid->setColumnStretch(1, 1);
    int row = 0;
    grid->addWidget(helpWords(text.lead, ToneLabel::Tone::Normal, body), row++, 0, 1, 2);
    for (const HelpPart& part : text.parts) {
        grid->setRowMinimumHeight(row++, theme::kSpace1);
        auto* title = new ToneLabel(part.title, theme::Type::Small, ToneLabel::Tone::Weak, body);
        title->setType(theme::Type::Small, QFont::DemiBold);
        grid->addWidget(title, row++, 0, 1, 2);
        for (const HelpLine& line : part.lines) {
            if (line.sample == HelpSample::None) {
                auto* term = helpWords(line.term, ToneLabel::Tone::Weak, body);
                term->setFixedWidth(kHelpTermWidth);
                grid->addWidget(term, row, 0, Qt::AlignTop);
            } else {
                grid->addWidget(new HelpSampleView(line.sample, body), row, 0, Qt::AlignTop);
            }
            grid->addWidget(helpWords(line.text, ToneLabel::Tone::Normal, body), row++, 1, Qt::AlignTop);
        }
    }
    grid->setRowStretch(row, 1);
    return body;
}

void PageHelp::open() {
    before_ = QApplication::focusWidget();
    const QString now = page_->nowShown();
    now_->setText(now);
    now_->setVisible(!now.isEmpty());
    scroll_->setWidget(body());  // deletes the former one
    place();
    show();
    raise();
    scroll_->setFocus();
}

void PageHelp::dismiss() {
    const bool focused = QApplication::focusWidget() && isAncestorOf(QApplication::focusWidget());
    if (focused && before_ && before_->isVisible())
        before_->setFocus();
    else if (focused)
        page_->setFocus();
    hide();
}

// Below the button where that is in sight, else in the upper right corner, and as high as its text needs and the page
// has room.
void PageHelp::place() {
    const int margin = theme::kSpace3;
    const int width = std::min(kHelpWidth, page_->width() - 2 * margin);
    QRect anchor(page_->width() - margin, 0, 0, theme::kBarHeight);
    if (const auto* button = page_->findChild<PageHelpButton*>(); button && button->isVisible())
        anchor = QRect(button->mapTo(page_, QPoint(0, 0)), button->size());
    const int left = std::clamp(anchor.right() - width, margin, std::max(margin, page_->width() - width - margin));
    const int top = anchor.bottom() + theme::kSpace1;
    const QMargins around = layout()->contentsMargins();
    const int inside = width - around.left() - around.right();
    const int text = scroll_->widget() ? scroll_->widget()->layout()->totalHeightForWidth(inside) : 0;
    const int now = now_->isHidden() ? 0 : now_->heightForWidth(inside) + theme::kSpace2;
    constexpr int kHead = 40;
    const int wanted = text + now + kHead + around.top() + around.bottom();
    setGeometry(left, top, width, std::min(wanted, page_->height() - top - margin));
}

bool PageHelp::eventFilter(QObject* watched, QEvent* event) {
    if (watched == page_ && event->type() == QEvent::Resize && !isHidden()) place();
    return false;
}

void PageHelp::showEvent(QShowEvent*) {
    escape_->setEnabled(true);
}

void PageHelp::hideEvent(QHideEvent*) {
    escape_->setEnabled(false);
}

PageHelpButton::PageHelpButton(Page* page, QWidget* parent) : QToolButton(parent) {
    auto* action = new QAction(theme::icon(QStringLiteral("info")), tr("What am I looking at?"), this);
    connect(action, &QAction::triggered, page, [page] { PageHelp::toggle(page); });
    const auto tell = [action] { action->setToolTip(action->text() + keyHint("help.page")); };
    connect(&Shortcuts::ofApplication(), &Shortcuts::changed, action, tell);
    tell();
    setDefaultAction(action);
    setObjectName(QStringLiteral("pageHelpButton"));
    setToolButtonStyle(Qt::ToolButtonIconOnly);
    theme::setIconSide(this, 18);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("What am I looking at? %1").arg(page->title()));
}

}  // namespace legenda::ui
