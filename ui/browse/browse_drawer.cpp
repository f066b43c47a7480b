// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_drawer.h"

#include "ui/browse/browse_search.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/differences/browse_differences.h"
#include "ui/browse/missing_features.h"
#include "ui/browse/norms/browse_norms.h"
#include "ui/charts/score_matrix.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"
#include "ui/controls/segmented.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>

namespace legenda::ui {

BrowseDrawer::BrowseDrawer(Page* page, BrowseState* state, BrowseSearch* search, const ImageListModel* images)
    : page_(page),
      state_(state),
      matrix_(new ScoreMatrix),
      norms_(new BrowseNorms(page->bridge())),
      differences_(new BrowseDifferences(page, state, images)),
      tabs_(new Segmented({tr("Scores"), tr("Norms"), tr("Differences")})),
      pages_(new QStackedWidget) {
    const auto toggle = [this](Content what) {
        return [this, what](bool on) { showContent(on ? what : Content::None); };
    };
    scoresAction_ = ui::addToggle(page, QStringLiteral("browse.matrix"), tr("Score matrix of words and regions"),
                                  QStringLiteral("matrix"), {QKeySequence(Qt::Key_M)}, false, toggle(Content::Scores));
    normsAction_ =
        ui::addToggle(page, QStringLiteral("browse.norms"), tr("Norms of the project's words and regions"),
                      QStringLiteral("chart"), {QKeySequence(Qt::SHIFT | Qt::Key_M)}, false, toggle(Content::Norms));
    differencesAction_ =
        ui::addToggle(page, QStringLiteral("browse.differences"), tr("Where two differ most"), QStringLiteral("list"),
                      {QKeySequence(Qt::SHIFT | Qt::Key_C)}, false, toggle(Content::Differences));
    differencesAction_->setEnabled(false);  // until the page is shown
    build();
    connectMatrix();
    connectNorms(search);
}

void BrowseDrawer::build() {
    setProperty("panel", true);
    tabs_->setToolTips({tr("Scores of every word with every region of this image"),
                        tr("Words and regions of the whole project by their embedding norms"),
                        tr("Photographs on which predictions differ most from others or from ground truth")});
    pages_->addWidget(matrix_);
    pages_->addWidget(norms_);
    pages_->addWidget(differences_);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(theme::kSpace3, theme::kSpace2, theme::kSpace2, 0);
    head->setSpacing(theme::kSpace4);
    head->addWidget(tabs_);
    head->addWidget(norms_->controls(), 1);
    head->addWidget(differences_->controls(), 2);
    head->addStretch();
    auto* close = new QToolButton;
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setToolTip(tr("Close the drawer"));
    close->setAccessibleName(close->toolTip());
    head->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::kSpace1);
    layout->addLayout(head);
    layout->addWidget(pages_, 1);
    norms_->controls()->hide();
    differences_->controls()->hide();
    connect(close, &QToolButton::clicked, this, [this] { showContent(Content::None); });
    connect(tabs_, &Segmented::changed, this, [this](int tab) { showContent(static_cast<Content>(tab + 1)); });
}

void BrowseDrawer::connectMatrix() {
    connect(matrix_, &ScoreMatrix::cellHovered, this, [this](int word, int region) { state_->light({region, word}); });
    connect(matrix_, &ScoreMatrix::cellPinned, this, [this](int word, int region) { state_->pin({region, word}); });
    connect(state_, &BrowseState::imageChanged, matrix_, &ScoreMatrix::clear);
    connect(state_, &BrowseState::alignmentChanged, this, [this] {
        if (state_->alignment().tokens.empty() || state_->alignment().scores.data.empty())
            matrix_->clear();
        else
            matrix_->setAlignment(state_->alignment(), state_->numbers());
    });
    connect(state_, &BrowseState::litChanged, this,
            [this] { matrix_->setLit(state_->lit().region, state_->lit().word); });
}

void BrowseDrawer::connectNorms(BrowseSearch* search) {
    connect(norms_, &BrowseNorms::regionChosen, search, &BrowseSearch::showRegion);
    connect(norms_, &BrowseNorms::wordChosen, this, &BrowseDrawer::wordChosen);
    connect(norms_, &BrowseNorms::failed, this, [this](const base::Error& error) {
        showErrorOrOfferFeatures(page_, error, tr("Comparing all words and regions"), [this] { norms_->compute(); });
    });
}

BrowseDrawer::Content BrowseDrawer::shown() const {
    if (isHidden()) return Content::None;
    return static_cast<Content>(pages_->currentIndex() + 1);
}

void BrowseDrawer::showContent(Content what) {
    const bool newly = what != shown();
    {
        const QSignalBlocker quiet(tabs_), quietScores(scoresAction_), quietNorms(normsAction_),
            quietDifferences(differencesAction_);
        scoresAction_->setChecked(what == Content::Scores);
        normsAction_->setChecked(what == Content::Norms);
        differencesAction_->setChecked(what == Content::Differences);
        if (what != Content::None) tabs_->setCurrent(static_cast<int>(what) - 1);
    }
    if (what != Content::None) {
        pages_->setCurrentIndex(static_cast<int>(what) - 1);
        norms_->controls()->setVisible(what == Content::Norms);
        differences_->controls()->setVisible(what == Content::Differences);
    }
    const bool opens = what != Content::None && isHidden();
    setVisible(what != Content::None);
    if (opens) Q_EMIT opened();
    if (!newly || !page_->bridge()->project()) return;
    if (what == Content::Norms) norms_->refresh(true);
    if (what == Content::Differences) differences_->opened();
}

void BrowseDrawer::refreshNorms() {
    if (shown() == Content::Norms) norms_->refresh();
}

bool BrowseDrawer::waiting() const {
    return (norms_->isVisible() && norms_->waiting()) || (differences_->isVisible() && differences_->waiting());
}

}  // namespace legenda::ui
