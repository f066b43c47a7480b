// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace legenda::ui {

class KeyField;
class ToneLabel;

// The list of all keys that are in force, and the place to change them: a preset, and other keys for single actions. A
// key that another action has is named, and taken from it only when the user says so. GUI thread.
class KeysEditor : public QWidget {
    Q_OBJECT
 public:
    explicit KeysEditor(QWidget* parent = nullptr);

    void choose(const QString& id);  // an action, for tests and links

 private:
    QWidget* makeEditor();
    void fill();
    void filter();
    QString chosen() const;  // an action's id; empty: none, or a fixed key
    void showChosen();
    void check();  // what is typed for conflicts
    void use(bool takeOver);

    QLineEdit* filter_;
    QComboBox* preset_;
    QTreeWidget* list_;
    QLabel* action_ = nullptr;
    KeyField* key_ = nullptr;
    QPushButton* use_ = nullptr;
    QPushButton* takeOver_ = nullptr;
    QPushButton* clear_ = nullptr;
    QPushButton* reset_ = nullptr;
    ToneLabel* conflict_ = nullptr;
};

}  // namespace legenda::ui
