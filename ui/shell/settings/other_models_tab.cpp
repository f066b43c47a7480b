// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings/other_models_tab.h"

#include "ui/controls/tone_label.h"
#include "ui/shell/settings/other_model_dialog.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr const char* kOwnServer = "http://127.0.0.1:11434/v1";

QStringList namesBut(const QString& own) {
    QStringList names;
    for (const LiveProgram& each : LivePrograms::ofApplication().all())
        if (each.name != own) names << each.name;
    return names;
}

}  // namespace

OtherModelsTab::OtherModelsTab(QWidget* parent)
    : QWidget(parent),
      stack_(new QStackedWidget(this)),
      list_(new QListWidget(this)),
      note_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this)) {
    auto* about = new ToneLabel(
        tr("Models that are not ours, to answer beside ours in Browse. Each is a program that runs with your rights, "
           "from its first question until the window closes. It gets the paths of the pictures that you look at; what "
           "it does with them is its own affair. Programs stand here alone: no project and no checkpoint can name "
           "one."),
        theme::Type::Small, ToneLabel::Tone::Weak, this);
    about->setWordWrap(true);
    list_->setObjectName(QStringLiteral("otherModels"));
    list_->setAccessibleName(tr("Other models"));
    auto* none = new ToneLabel(
        tr("No other model yet. Add a program of your own, or a vision model that a server offers, such as llama.cpp's "
           "or Ollama."),
        theme::Type::Base, ToneLabel::Tone::Weak, this);
    none->setObjectName(QStringLiteral("noOtherModels"));
    none->setWordWrap(true);
    none->setAlignment(Qt::AlignCenter);
    none->setMargin(theme::kSpace4);
    stack_->addWidget(list_);
    stack_->addWidget(none);
    stack_->setMinimumHeight(120);
    note_->setTextFormat(Qt::PlainText);
    note_->setWordWrap(true);
    auto* adding = new QHBoxLayout;
    adding->addWidget(addButton(tr("Add a program …"), "addProgram", [this] { add({}); }));
    adding->addWidget(addButton(tr("Add a model behind a server …"), "addServer", [this] {
        add({tr("Vision model"), {}, QLatin1String(kOwnServer), {}});
    }));
    adding->addStretch(1);
    edit_ = addButton(tr("Edit …"), "editOther", [this] { edit(); });
    remove_ = addButton(tr("Remove"), "removeOther", [this] { remove(); });
    undo_ = addButton(tr("Undo"), "undoRemoveOther", [this] { undo(); });
    adding->addWidget(edit_);
    adding->addWidget(remove_);
    auto* foot = new QHBoxLayout;
    foot->addWidget(note_, 1);
    foot->addWidget(undo_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::kSpace3, 0, theme::kSpace2);
    column->setSpacing(theme::kSpace2);
    column->addWidget(about);
    column->addWidget(stack_, 1);
    column->addLayout(adding);
    column->addLayout(foot);
    connect(list_, &QListWidget::currentRowChanged, this, &OtherModelsTab::enable);
    connect(list_, &QListWidget::itemActivated, this, &OtherModelsTab::edit);
    connect(&LivePrograms::ofApplication(), &LivePrograms::changed, this, &OtherModelsTab::fill);
    undo_->hide();
    fill();
}

QPushButton* OtherModelsTab::addButton(const QString& title, const char* name, const std::function<void()>& press) {
    auto* button = new QPushButton(title, this);
    button->setObjectName(QLatin1String(name));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, press);
    return button;
}

void OtherModelsTab::fill() {
    const int row = list_->currentRow();
    list_->clear();
    for (const LiveProgram& each : LivePrograms::ofApplication().all())
        list_->addItem(each.isAdapter() ? tr("%1\n%2 at %3").arg(each.name, each.model, each.address)
                                        : tr("%1\n%2").arg(each.name, each.command));
    list_->setCurrentRow(std::min(row, list_->count() - 1));
    stack_->setCurrentIndex(list_->count() == 0 ? 1 : 0);
    enable();
}

void OtherModelsTab::enable() {
    const bool any = chosen().has_value();
    edit_->setEnabled(any);
    remove_->setEnabled(any);
}

std::optional<LiveProgram> OtherModelsTab::chosen() const {
    const auto all = LivePrograms::ofApplication().all();
    const int row = list_->currentRow();
    return row >= 0 && row < all.size() ? std::optional(all[row]) : std::nullopt;
}

void OtherModelsTab::add(const LiveProgram& first) {
    auto* dialog = new OtherModelDialog(first, namesBut({}), window());
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        LivePrograms::ofApplication().insert(list_->count(), dialog->program());
        list_->setCurrentRow(list_->count() - 1);
    });
    dialog->open();
}

void OtherModelsTab::edit() {
    const auto program = chosen();
    if (!program) return;
    auto* dialog = new OtherModelDialog(*program, namesBut(program->name), window());
    connect(dialog, &QDialog::accepted, this,
            [dialog, name = program->name] { LivePrograms::ofApplication().replace(name, dialog->program()); });
    dialog->open();
}

void OtherModelsTab::remove() {
    const auto program = chosen();
    if (!program) return;
    auto& programs = LivePrograms::ofApplication();
    removed_ = Removed{list_->currentRow(), *program, programs.agreed(program->address)};
    programs.remove(program->name);
    note_->setText(tr("%1 is removed.").arg(program->name));
    undo_->show();
}

void OtherModelsTab::undo() {
    if (!removed_) return;
    const auto [row, program, agreed] = *removed_;
    removed_.reset();
    note_->clear();
    undo_->hide();
    auto& programs = LivePrograms::ofApplication();
    if (programs.find(program.name)) return;  // another one has its name by now
    if (agreed) programs.agree(program.address);
    programs.insert(row, program);
    list_->setCurrentRow(row);
}

}  // namespace legenda::ui
