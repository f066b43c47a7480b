// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/people/annotator_sheet.h"

#include "ui/controls/dialog_buttons.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace legenda::ui {

AnnotatorSheet::AnnotatorSheet(QWidget* parent) : QDialog(parent), name_(new QLineEdit(this)) {
    setObjectName(QStringLiteral("annotatorSheet"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New annotator"));
    setMinimumWidth(360);
    name_->setObjectName(QStringLiteral("annotatorName"));
    name_->setAccessibleName(tr("Name"));
    name_->setPlaceholderText(tr("Name"));
    auto* hint = new ToneLabel(tr("The name is stored with the boxes and texts. Each annotator gets a colour of their "
                                  "own; no password is asked for."),
                               theme::Type::Small, ToneLabel::Tone::Weak, this);
    hint->setWordWrap(true);
    auto* buttons = new DialogButtons(tr("Sign in"), "addAnnotator", this);
    QPushButton* add = buttons->accept();
    add->setEnabled(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace5, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace3);
    column->addWidget(name_);
    column->addWidget(hint);
    column->addSpacing(theme::kSpace2);
    column->addLayout(buttons);
    connect(name_, &QLineEdit::textChanged, add,
            [add](const QString& text) { add->setEnabled(!text.trimmed().isEmpty()); });
    connect(add, &QPushButton::clicked, this, [this] {
        Q_EMIT named(name_->text().trimmed(), {});
        accept();
    });
    name_->setFocus();
}

}  // namespace legenda::ui
