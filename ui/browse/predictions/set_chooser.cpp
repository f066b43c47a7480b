// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/predictions/set_chooser.h"

#include "ui/browse/browse_state.h"
#include "ui/browse/predictions/shown_set.h"

#include <algorithm>

namespace legenda::ui {

namespace {

QString kindTitle(store::PredictionKind kind) {
    switch (kind) {
        case store::PredictionKind::Captions:
            return SetChooser::tr("captions");
        case store::PredictionKind::Phrases:
            return SetChooser::tr("phrase boxes");
        case store::PredictionKind::Regions:
            return SetChooser::tr("described regions");
        case store::PredictionKind::Alignments:
            return SetChooser::tr("alignments");
        case store::PredictionKind::Similarity:
            return SetChooser::tr("similarities");
    }
    return {};
}

}  // namespace

SetChooser::SetChooser(BrowseState* state) : state_(state) {
    setObjectName(QStringLiteral("shownSet"));
    setAccessibleName(tr("Whose output is shown"));
    setMinimumContentsLength(8);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    fill();
    connect(state_->shownSet(), &ShownSet::setsChanged, this, &SetChooser::fill);
    connect(state_, &BrowseState::setChanged, this, &SetChooser::follow);
    connect(this, &QComboBox::activated, this, [this] { state_->showSet(currentData().toString()); });
}

void SetChooser::fill() {
    clear();
    addItem(tr("Our models"), QString());
    setItemData(0, tr("What the models in use say, those below"), Qt::ToolTipRole);
    for (const auto& set : state_->shownSet()->sets()) {
        const QString name = QString::fromStdString(set.name);
        addItem(tr("%1 (%2)").arg(name, kindTitle(set.kind)), name);
        setItemData(count() - 1,
                    tr("%1, read from %2: predictions for %3 images")
                        .arg(name, QString::fromStdString(set.file), QString::number(set.images)),
                    Qt::ToolTipRole);
    }
    follow();
}

void SetChooser::follow() {
    setCurrentIndex(std::max(0, findData(state_->set())));
    setToolTip(currentData(Qt::ToolTipRole).toString());
}

}  // namespace legenda::ui
