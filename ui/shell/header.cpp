// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/header.h"

#include "ui/controls/layout/menu_button.h"
#include "ui/shell/jobs_button.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>

namespace legenda::ui {

MainHeader::MainHeader(Bridge* bridge, QMenu* projectMenu, QWidget* parent)
    : QFrame(parent), project_(new MenuButton), search_(new QLineEdit) {
    setProperty("panel", true);
    setFixedHeight(40);
    project_->setObjectName(QStringLiteral("project"));
    project_->setMenu(projectMenu);
    project_->setFont(theme::font(theme::Type::Base, QFont::DemiBold));
    project_->setMaximumWidth(320);
    setProjectName({}, {});

    search_->setProperty("quiet", true);
    search_->setClearButtonEnabled(true);
    search_->setMaximumWidth(520);
    search_->setMinimumWidth(180);
    search_->installEventFilter(this);
    modeAction_ = search_->addAction(theme::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(modeAction_, &QAction::triggered, this, [this] {
        setMode(mode_ == SearchMode::Captions ? SearchMode::Ask : SearchMode::Captions);
        search_->setFocus();
    });
    setMode(SearchMode::Captions);
    typed_.setSingleShot(true);
    typed_.setInterval(150);
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty() || mode_ == SearchMode::Captions) typed_.start();
    });
    connect(&typed_, &QTimer::timeout, this, [this] { Q_EMIT searchChanged(search_->text(), mode_); });
    connect(search_, &QLineEdit::returnPressed, this, [this] {
        typed_.stop();
        Q_EMIT searchChanged(search_->text(), mode_);
    });

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(theme::kSpace2, 0, theme::kSpace3, 0);
    layout->setSpacing(theme::kSpace3);
    layout->addWidget(project_);
    layout->addStretch(1);
    layout->addWidget(search_, 4);
    layout->addStretch(1);
    layout->addWidget(new JobsButton(bridge->jobs().list(), [bridge](qint64 job) { bridge->jobs().cancel(job); }));
}

void MainHeader::setProjectName(const QString& name, const QString& folder) {
    project_->setText(name.isEmpty() ? tr("No project") : name);
    project_->setToolTip(folder.isEmpty() ? tr("Open a project") : folder);
}

void MainHeader::setSearchEnabled(bool enabled) {
    search_->setEnabled(enabled);
}

void MainHeader::focusSearch() {
    search_->setFocus();
    search_->selectAll();
}

void MainHeader::search(const QString& words) {
    setMode(SearchMode::Captions);
    search_->setText(words);
}

void MainHeader::ask() {
    setMode(SearchMode::Ask);
    focusSearch();
}

void MainHeader::setMode(SearchMode mode) {
    mode_ = mode;
    const bool asks = mode == SearchMode::Ask;
    modeAction_->setIcon(theme::icon(asks ? QStringLiteral("ask") : QStringLiteral("search")));
    modeAction_->setToolTip(asks ? tr("The model looks for images that fit the sentence. Click: search captions")
                                 : tr("Searches the captions. Click: ask for an image"));
    search_->setPlaceholderText(asks ? tr("Describe an image and press Enter")
                                     : tr("Search captions, or ask for an image (Tab)"));
    search_->setAccessibleName(asks ? tr("Search: describe an image and press Enter") : search_->placeholderText());
    modeAction_->setText(asks ? tr("Search captions") : tr("Ask for an image"));
    typed_.stop();
    if (!search_->text().isEmpty() && !asks) Q_EMIT searchChanged(search_->text(), mode_);
}

bool MainHeader::eventFilter(QObject* watched, QEvent* event) {
    if (watched != search_ || event->type() != QEvent::KeyPress) return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Tab && !key->modifiers() && mode_ == SearchMode::Captions) {
        setMode(SearchMode::Ask);
        return true;
    }
    if (key->key() == Qt::Key_Escape) {
        if (!search_->text().isEmpty())
            search_->clear();
        else if (mode_ == SearchMode::Ask)
            setMode(SearchMode::Captions);
        else
            search_->clearFocus();
        return true;
    }
    return false;
}

}  // namespace legenda::ui
