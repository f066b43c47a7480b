// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/unlike_note.h"

#include "ui/browse/panel/text_rows.h"
#include "ui/controls/help/figure_help.h"
#include "ui/controls/model_items.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace legenda::ui {

namespace {

constexpr project::ModelKind kBroaderKinds[] = {project::ModelKind::Alignment, project::ModelKind::Caption};
constexpr const char* kBroader = "-coco";  // the end of their names

const project::ListedModel* broaderModel(const project::ProjectInfo& project, project::ModelKind kind) {
    const auto found = std::ranges::find_if(project.models, [kind](const project::ListedModel& model) {
        return model.kind == kind && model.origin == project::ListedModel::Origin::Shipped &&
               model.name.ends_with(kBroader);
    });
    return found == project.models.end() ? nullptr : &*found;
}

// For each kind the argument of ModelsClient::use.
using Choices = std::vector<std::pair<project::ModelKind, QString>>;

void useModels(Page* page, const Choices& choices, const std::function<void()>& done) {
    for (std::size_t i = 0; i < choices.size(); ++i)
        page->bridge()->models().use(page, choices[i].first, choices[i].second,
                                     [page, done, last = i + 1 == choices.size()](const auto& used) {
                                         if (!used) return page->showError(used.error());
                                         if (last && done) done();
                                     });
}

}  // namespace

UnlikeNote::UnlikeNote(Page* page)
    : page_(page),
      said_(new QLabel(tr("Unlike the photographs that this model was trained on."))),
      broader_(new QPushButton(tr("Use models that have seen more"))) {
    said_->setWordWrap(true);
    said_->setFont(theme::font(theme::Type::Small));
    broader_->setObjectName(QStringLiteral("useBroaderModels"));
    broader_->setFont(theme::font(theme::Type::Small));
    broader_->setProperty("compact", true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(TextRows::kInset, 0, TextRows::kInset, theme::kSpace1);
    layout->setSpacing(theme::kSpace1);
    layout->addWidget(said_);
    layout->addWidget(broader_, 0, Qt::AlignLeft);
    connect(broader_, &QPushButton::clicked, this, &UnlikeNote::useBroader);
    hide();
}

void UnlikeNote::tell(const std::optional<inference::TrainingDistance>& training) {
    setVisible(training && training->unlike());
    if (!training) return;
    said_->setToolTip(tipLines(tr("Its distance from the nearest kind of training image is %1; 99 of 100 images of the "
                                  "benchmark lie within %2. The captions may name what is not there.")
                                   .arg(training->distance, 0, 'f', 2)
                                   .arg(training->limit, 0, 'f', 2)));
    const auto& project = page_->bridge()->project();
    const auto* caption = project ? broaderModel(*project, project::ModelKind::Caption) : nullptr;
    broader_->setVisible(caption && !caption->inUse);
    if (caption)
        broader_->setToolTip(
            tipLines(tr("%1: trained with photographs of MSCOCO as well. What is in use can be changed "
                        "again under Models in use.")
                         .arg(QString::fromStdString(caption->name))));
}

void UnlikeNote::useBroader() {
    const auto& project = page_->bridge()->project();
    if (!project) return;
    Choices broader, before;
    QStringList names;
    for (const auto kind : kBroaderKinds) {
        const auto* model = broaderModel(*project, kind);
        if (!model) continue;
        broader.emplace_back(kind, QString::fromStdString(model->id));
        before.emplace_back(kind, choiceOf(*project, kind));
        names << QString::fromStdString(model->name);
    }
    useModels(page_, broader, [page = page_, before, names] {
        page->toastUndo(tr("In use now: %1").arg(names.join(QStringLiteral(", "))),
                        [page, before] { useModels(page, before, {}); });
    });
}

}  // namespace legenda::ui
