// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/live/live_section.h"

#include "ui/bridge/live_programs.h"
#include "ui/browse/live/browse_live.h"
#include "ui/browse/panel/text_rows.h"
#include "ui/canvas/other_answer.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/tone_label.h"

#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace legenda::ui {

LiveSection::LiveSection(BrowseLive* live) : LiveSection(live, new ElidedCombo) {}

LiveSection::LiveSection(BrowseLive* live, QComboBox* programs)
    : PanelSection(tr("Beside ours"), programs),
      live_(live),
      programs_(programs),
      where_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Warning)),
      answer_(new OtherAnswer),
      align_(new QPushButton(tr("Its words and boxes"))) {
    programs_->setObjectName(QStringLiteral("besideOurs"));
    programs_->setAccessibleName(tr("Beside ours"));
    programs_->setToolTip(
        tr("A model that is not ours: it describes the photograph, and the boxes that you draw, "
           "beside our models. The settings have the list, under Other models."));
    programs_->setMinimumContentsLength(8);
    programs_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    where_->setWordWrap(true);
    where_->setTextFormat(Qt::PlainText);
    for (QWidget* each : {static_cast<QWidget*>(where_), static_cast<QWidget*>(answer_)})
        each->setContentsMargins(TextRows::kInset, 0, TextRows::kInset, 0);
    box()->addWidget(where_);
    box()->addWidget(answer_);
    align_->setObjectName(QStringLiteral("alignBeside"));
    align_->setToolTip(
        tr("Lays the photograph beside itself, with the sentence that is shown as the program aligns it"));
    align_->hide();
    auto* row = new QHBoxLayout;
    row->setContentsMargins(TextRows::kInset, theme::kSpace1, TextRows::kInset, 0);
    row->addWidget(align_);
    row->addStretch(1);
    box()->addLayout(row);
    connect(align_, &QPushButton::clicked, this, [this] {
        if (live_->program()) Q_EMIT alignmentWanted(live_->program()->name);
    });
    connect(programs_, &QComboBox::activated, this,
            [this] { LivePrograms::ofApplication().setBeside(programs_->currentData().toString()); });
    connect(&LivePrograms::ofApplication(), &LivePrograms::changed, this, &LiveSection::fill);
    connect(live_, &BrowseLive::changed, this, &LiveSection::showAnswer);
    connect(answer_, &OtherAnswer::askedAgain, live_, &BrowseLive::again);
    fill();
}

void LiveSection::fill() {
    const auto& programs = LivePrograms::ofApplication();
    const auto all = programs.all();
    programs_->clear();
    programs_->addItem(tr("Off"), QString());
    for (const LiveProgram& program : all) programs_->addItem(program.name, program.name);
    programs_->setCurrentIndex(std::max(0, programs_->findData(programs.beside())));
    if (all.isEmpty())
        hide();
    else if (parentWidget())  // before that it would be a window of its own
        show();
    showAnswer();
}

void LiveSection::showAnswer() {
    const auto& program = live_->program();
    const bool asked = program && LivePrograms::ofApplication().mayBeAsked(*program);
    const QString host = asked ? program->remoteHost() : QString();
    where_->setText(tr("Pictures are sent to %1.").arg(host));
    where_->setVisible(!host.isEmpty());
    answer_->setContent(live_->ofImage());
    align_->setVisible(program.has_value());
}

}  // namespace legenda::ui
