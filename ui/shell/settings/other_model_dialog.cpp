// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings/other_model_dialog.h"

#include "ui/controls/dialog_buttons.h"
#include "ui/controls/tone_label.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <utility>

namespace legenda::ui {

OtherModelDialog::OtherModelDialog(const LiveProgram& program, QStringList taken, QWidget* parent)
    : QDialog(parent),
      adapter_(program.isAdapter() && !program.address.isEmpty()),
      taken_(std::move(taken)),
      name_(new QLineEdit(program.name, this)),
      command_(new QLineEdit(program.command, this)),
      address_(new QLineEdit(program.address, this)),
      model_(new QLineEdit(program.model, this)),
      key_(new QLineEdit(program.keyVariable, this)),
      keyBefore_(program.keyVariable),
      where_(new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Warning, this)),
      problem_(new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Error, this)),
      agree_(new QCheckBox(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(adapter_ ? tr("Vision model behind a server") : tr("Program that answers"));
    setMinimumWidth(460);
    auto* about = new ToneLabel(
        adapter_ ? tr("Legenda runs its adapter for OpenAI-compatible servers (llama.cpp's, Ollama, vLLM): it asks the "
                      "model at this address for captions of the pictures that you look at in Browse.")
                 : tr("The command is run by the shell with your rights, from its first question until the window "
                      "closes. It gets the paths of the pictures that you look at in Browse; what it does with them is "
                      "its own affair. What it reads and writes: resources/adapters/README.md."),
        theme::Type::Small, ToneLabel::Tone::Weak, this);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(theme::kSpace3);
    form->setVerticalSpacing(theme::kSpace2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto addField = [&](const QString& title, QLineEdit* field, const char* name) {
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(title);
        form->addRow(title, field);
        connect(field, &QLineEdit::textChanged, this, &OtherModelDialog::check);
    };
    addField(tr("Name"), name_, "otherName");
    if (adapter_) {
        addField(tr("Address"), address_, "otherAddress");
        addField(tr("Model"), model_, "otherModel");
        model_->setPlaceholderText(QStringLiteral("llava"));
        addField(tr("Variable of the key"), key_, "otherKeyVariable");
        key_->setPlaceholderText(tr("none: the server wants no key"));
    } else {
        addField(tr("Command"), command_, "otherCommand");
    }
    command_->setVisible(!adapter_);
    address_->setVisible(adapter_);
    model_->setVisible(adapter_);
    key_->setVisible(adapter_);
    auto* keyNote = new ToneLabel(
        tr("Where the server wants a key, this is the name of the environment variable that holds it where Legenda is "
           "started. Legenda keeps the name alone; the key itself is never stored."),
        theme::Type::Small, ToneLabel::Tone::Weak, this);
    keyNote->setObjectName(QStringLiteral("otherKeyNote"));
    keyNote->setVisible(adapter_);
    for (ToneLabel* label : {about, keyNote, where_, problem_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    where_->setObjectName(QStringLiteral("otherWhere"));
    problem_->setObjectName(QStringLiteral("otherProblem"));
    agree_->setObjectName(QStringLiteral("otherAgree"));
    connect(agree_, &QCheckBox::toggled, this, &OtherModelDialog::check);
    auto* buttons = new DialogButtons(tr("Save"), "saveOther", this);
    save_ = buttons->accept();
    connect(save_, &QPushButton::clicked, this, &OtherModelDialog::accept);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kSpace5, theme::kSpace4, theme::kSpace5, theme::kSpace4);
    column->setSpacing(theme::kSpace3);
    column->addWidget(about);
    column->addLayout(form);
    column->addWidget(keyNote);
    column->addWidget(where_);
    column->addWidget(agree_);
    column->addWidget(problem_);
    column->addStretch(1);
    column->addLayout(buttons);
    check();
    name_->setFocus();
}

LiveProgram OtherModelDialog::program() const {
    LiveProgram entered{name_->text().trimmed(), {}, {}, {}};
    if (adapter_) {
        entered.address = LivePrograms::addressOf(address_->text());
        entered.model = model_->text().trimmed();
        entered.keyVariable = key_->text().trimmed();
    } else {
        entered.command = command_->text().trimmed();
    }
    return entered;
}

void OtherModelDialog::check() {
    const LiveProgram entered = program();
    const bool address = !adapter_ || !entered.address.isEmpty();
    const QString host = adapter_ && address ? entered.remoteHost() : QString();
    if (entered.address != askedFor_) {
        askedFor_ = entered.address;
        const QSignalBlocker quiet(agree_);
        agree_->setChecked(LivePrograms::ofApplication().agreed(entered.address));
    }
    where_->setText(tr("Pictures that you look at in Browse, whole or what is inside a box, leave this computer: they "
                       "are sent to %1.")
                        .arg(entered.address));
    agree_->setText(tr("Send pictures to %1").arg(host));
    where_->setVisible(!host.isEmpty());
    agree_->setVisible(!host.isEmpty());
    QString problem;
    if (taken_.contains(entered.name)) problem = tr("Another program has this name.");
    if (!address && !address_->text().trimmed().isEmpty())
        problem = tr("%1 is no address of a web server, as http://127.0.0.1:11434/v1 is one.").arg(address_->text());
    if (const QString wrong = problemOfKey(entered.keyVariable); problem.isEmpty()) problem = wrong;
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    const bool whole =
        !entered.name.isEmpty() && address && (adapter_ ? !entered.model.isEmpty() : !entered.command.isEmpty());
    save_->setEnabled(whole && problem.isEmpty() && (host.isEmpty() || agree_->isChecked()));
}

// What is no variable may be the key itself, which must not come into the settings: it is not repeated either.
QString OtherModelDialog::problemOfKey(const QString& variable) const {
    if (variable.isEmpty() || variable == keyBefore_) return {};
    if (!LivePrograms::isVariable(variable))
        return tr("The variable's name is wanted, as in OPENAI_API_KEY: letters, digits and underscores.");
    if (!qEnvironmentVariableIsSet(variable.toUtf8().constData()))
        return tr(
            "No environment variable of this name is set where Legenda was started: set it and start Legenda "
            "again.");
    return {};
}

void OtherModelDialog::accept() {
    const LiveProgram entered = program();
    if (!entered.remoteHost().isEmpty()) LivePrograms::ofApplication().agree(entered.address);
    QDialog::accept();
}

}  // namespace legenda::ui
