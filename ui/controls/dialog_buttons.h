// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDialog>
#include <QHBoxLayout>
#include <QPushButton>

namespace legenda::ui {

// The last row of a dialog that asks for something: Cancel, and right of it the button that does it, which is the
// default one. The caller connects the latter.
class DialogButtons : public QHBoxLayout {
 public:
    // name: the object name of the button that does it.
    DialogButtons(const QString& title, const char* name, QDialog* dialog) : accept_(new QPushButton(title, dialog)) {
        auto* cancel = new QPushButton(QCoreApplication::translate("DialogButtons", "Cancel"), dialog);
        accept_->setObjectName(QLatin1String(name));
        accept_->setProperty("primary", true);
        accept_->setDefault(true);
        addStretch(1);
        addWidget(cancel);
        addWidget(accept_);
        QObject::connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    }
    QPushButton* accept() const { return accept_; }

 private:
    QPushButton* accept_;
};

}  // namespace legenda::ui
