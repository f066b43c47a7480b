// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/live_programs.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace legenda::ui {

class ToneLabel;

// Enters or changes one program: a name and a command, or the address of a server, a model there and the environment
// variable of its key. An address that is not this computer's must be agreed to, each one for itself; the agreement is
// kept when the dialog is accepted.
class OtherModelDialog : public QDialog {
    Q_OBJECT
 public:
    // program: what stands in the fields at first, and by its kind which fields there are. taken: names of others.
    OtherModelDialog(const LiveProgram& program, QStringList taken, QWidget* parent);

    LiveProgram program() const;  // as entered

    void accept() override;

 private:
    void check();
    QString problemOfKey(const QString& variable) const;  // empty: none

    const bool adapter_;
    const QStringList taken_;
    QLineEdit *name_, *command_, *address_, *model_, *key_;
    const QString keyBefore_;  // it need not be set to change something else
    ToneLabel *where_, *problem_;
    QCheckBox* agree_;
    QPushButton* save_ = nullptr;
    QString askedFor_;  // the address that the agreement shown is for
};

}  // namespace legenda::ui
