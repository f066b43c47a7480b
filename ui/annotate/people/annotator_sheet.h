// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;

namespace legenda::ui {

// Asks for the name of a new annotator; the colour is one that nobody has yet. Deletes itself. GUI thread.
class AnnotatorSheet : public QDialog {
    Q_OBJECT
 public:
    explicit AnnotatorSheet(QWidget* parent);

 Q_SIGNALS:
    void named(const QString& name, const QString& colour);

 private:
    QLineEdit* name_;
};

}  // namespace legenda::ui
