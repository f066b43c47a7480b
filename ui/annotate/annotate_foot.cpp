// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_foot.h"

#include "ui/annotate/annotate_document.h"
#include "ui/annotate/annotate_queue.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>

namespace legenda::ui {

AnnotateFoot::AnnotateFoot(AnnotateDocument* document, AnnotateQueue* queue, QWidget* parent)
    : QFrame(parent), document_(document), queue_(queue) {
    setProperty("panel", true);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(theme::kSpace3, 6, theme::kSpace3, 6);
    counts_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    counts_->setObjectName(QStringLiteral("foot"));
    counts_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    saved_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    saved_->setObjectName(QStringLiteral("saved"));
    line->setSpacing(theme::kSpace3);
    line->addWidget(counts_, 1);
    line->addWidget(saved_);
    connect(document_, &AnnotateDocument::savedChanged, this, &AnnotateFoot::refresh);
    connect(&second_, &QTimer::timeout, this, &AnnotateFoot::refresh);
    second_.start(1000);
}

void AnnotateFoot::add(QWidget* part) {
    static_cast<QHBoxLayout*>(layout())->insertWidget(1, part);
}

void AnnotateFoot::refresh() {
    const int here = document_->boxes(), suggested = static_cast<int>(document_->regions().size()) - here;
    const auto* images = queue_->model();
    QString boxes = here == 1 ? tr("1 box here") : tr("%1 boxes here").arg(here);
    if (suggested > 0) boxes += suggested == 1 ? tr(", 1 suggestion") : tr(", %1 suggestions").arg(suggested);
    const QString all =
        boxes + tr("  ·  %1 of %2 images have boxes").arg(images->withBoxes()).arg(images->images().size());
    const bool fits = counts_->fontMetrics().horizontalAdvance(all) <= counts_->width();
    counts_->setText(fits ? all : boxes);
    counts_->setToolTip(fits ? QString() : all);
    saved_->setText(document_->savedText());
    saved_->setTone(document_->saved() == AnnotateDocument::Saved::Failed ? ToneLabel::Tone::Error
                                                                          : ToneLabel::Tone::Weak);
}

void AnnotateFoot::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    refresh();
}

}  // namespace legenda::ui
