// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/save_elsewhere.h"

#include "ui/annotate/annotate_document.h"
#include "ui/annotate/phrases/phrase_document.h"
#include "ui/controls/actions.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/page.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <iterator>

namespace legenda::ui {

SaveElsewhere::SaveElsewhere(Page* page, AnnotateDocument* document, PhraseDocument* phrases)
    : page_(page), document_(document), phrases_(phrases) {
    setDefaultAction(ui::addAction(page, QStringLiteral("annotate.saveElsewhere"), tr("Save elsewhere …"),
                                   QStringLiteral("folder"), {}, [this] { choose(); }));
    defaultAction()->setToolTip(
        tr("The project with the changes that are not saved, as another project in another "
           "place; photographs stay where they are"));
    setFont(theme::font(theme::Type::Small));
    setFocusPolicy(Qt::TabFocus);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    connect(document_, &AnnotateDocument::savedChanged, this, &SaveElsewhere::refresh);
    connect(phrases_, &PhraseDocument::savedChanged, this, &SaveElsewhere::refresh);
    connect(page_->bridge(), &Bridge::projectOpened, this, &SaveElsewhere::refresh);
    refresh();
}

void SaveElsewhere::refresh() {
    const bool any = document_->unsavedActs() > 0 || !phrases_->unsavedEdits().empty();
    defaultAction()->setEnabled(any);
    setVisible(any);
}

void SaveElsewhere::choose() {
    const auto& project = page_->bridge()->project();
    if (!project) return;
    const QString name = QString::fromStdU16String(project->folder.filename().u16string());
    auto* dialog = saveDialog(page_, QStringLiteral("project"), tr("Save the project elsewhere"), name);
    dialog->setNameFilter(tr("Projects (*.legenda)"));
    dialog->setDefaultSuffix(QStringLiteral("legenda"));
    connect(dialog, &QFileDialog::fileSelected, this, &SaveElsewhere::saveTo);
    dialog->open();
}

void SaveElsewhere::saveTo(const QString& folder) {
    auto edits = document_->unsavedEdits();
    std::ranges::copy(phrases_->unsavedEdits(), std::back_inserter(edits));
    page_->bridge()->upkeep().saveElsewhere(
        this, folder, edits, [this](const base::Result<std::filesystem::path>& saved) {
            if (!saved) return page_->showError(saved.error());
            const QString place = QString::fromStdU16String(saved->u16string());
            document_->forgetUnsaved();
            phrases_->forgetUnsaved();
            page_->clearError();
            page_->toast(tr("Everything is saved in %1, which is open now.").arg(place));
            page_->bridge()->openProject(page_, place,
                                         [page = page_](const base::Result<project::ProjectInfo>& opened) {
                                             if (!opened) page->showError(opened.error());
                                         });
        });
}

}  // namespace legenda::ui
