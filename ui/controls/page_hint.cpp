// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/controls/page_hint.h"

#include "ui/controls/page.h"
#include "ui/controls/tone_label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace legenda::ui {

namespace {

// The icon in the colour of secondary text, repainted when the scheme changes.
class HintIcon : public QWidget {
 public:
    HintIcon(QString name, QWidget* parent) : QWidget(parent), name_(std::move(name)) { setFixedSize(40, 40); }

 protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.drawPixmap(rect(), theme::iconPixmap(name_, theme::colours().textWeak, width(), devicePixelRatioF()));
    }

 private:
    QString name_;
};

}  // namespace

PageHint::PageHint(const QString& icon, const QString& title, const QString& sentence, const QString& button,
                   std::function<void()> run, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace5, theme::kSpace5, theme::kSpace5);
    column->setSpacing(theme::kSpace2);
    column->addStretch(2);
    column->addWidget(new HintIcon(icon, this), 0, Qt::AlignHCenter);
    if (!title.isEmpty()) {
        auto* head = new ToneLabel(title, theme::Type::Heading, ToneLabel::Tone::Normal, this);
        head->setType(theme::Type::Heading, QFont::DemiBold);
        column->addWidget(head, 0, Qt::AlignHCenter);
    }
    auto* words = new ToneLabel(sentence, theme::Type::Base, ToneLabel::Tone::Weak, this);
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignHCenter);
    words->setMaximumWidth(420);
    words->setSizePolicy(QSizePolicy::MinimumExpanding, QSizePolicy::Minimum);
    auto* line = new QHBoxLayout;
    line->addStretch(1);
    line->addWidget(words, 4);
    line->addStretch(1);
    column->addLayout(line);
    if (!button.isEmpty()) {
        column->addSpacing(theme::kSpace2);
        button_ = new QPushButton(button, this);
        button_->setProperty("primary", true);
        column->addWidget(button_, 0, Qt::AlignHCenter);
        connect(button_, &QPushButton::clicked, this, [run = std::move(run)] {
            if (run) run();
        });
    }
    column->addStretch(3);
}

void PageHint::setButtonEnabled(bool enabled) {
    if (button_) button_->setEnabled(enabled);
}

PageHint* projectHint(Page* page, const QString& icon, const QString& title, const QString& sentence) {
    const auto open = [page] {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
        page->bridge()->jobs().createDemo(page, folder, [page](base::Result<QString> project) {
            if (!project) return page->showError(project.error());
            page->bridge()->openProject(page, *project, [page](base::Result<project::ProjectInfo> opened) {
                if (!opened) page->showError(opened.error());
            });
        });
    };
    return new PageHint(icon, title, sentence, PageHint::tr("Open the demo project"), open, page);
}

}  // namespace legenda::ui
