// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <QTimer>
#include <QWidget>

#include <deque>
#include <map>
#include <memory>

class QVBoxLayout;
class QToolButton;

namespace legenda::ui {

class OptionRow;

// A form made from the description of an options struct: one row per option, with its help, its range and its problem.
// Advanced options are collapsed; their rows are created when first expanded, and rows become visible a few per turn of
// the event loop. Numbers are typed as text, so that "1e-3" works and an error is shown at its field instead of being
// corrected silently. GUI thread.
class OptionsForm : public QWidget {
    Q_OBJECT
 public:
    explicit OptionsForm(QWidget* parent = nullptr);
    ~OptionsForm() override;

    void setFields(const std::vector<base::OptionField>& fields);
    // Options whose text differs from the fields' own value, as "--set key=value" takes them.
    std::map<std::string, std::string> changes() const;
    std::vector<base::OptionProblem> problems() const;
    // A problem that only the engine can find; shown until the field is edited. False: no such field.
    bool showProblem(const std::string& key, const QString& why);
    void setAdvancedShown(bool shown);

 Q_SIGNALS:
    void changed();

 private:
    struct Option {
        base::OptionField field;
        OptionRow* row = nullptr;  // none: its value is the field's own
        std::string problem() const;
    };
    void clear();
    void addRow(Option& option);
    void addAdvanced();
    void updateFold();
    void showNext(std::size_t most);

    QVBoxLayout* layout_ = nullptr;
    QToolButton* fold_ = nullptr;
    QWidget* advanced_ = nullptr;
    std::vector<Option> options_;
    std::deque<OptionRow*> unshown_;
    QTimer next_;
};

// "learning_rate" and "learningRate" -> "Learning rate".
QString optionTitle(const std::string& key);
// The shortest text that reads back as the same value ("0.001", not the digits of the float behind it).
std::string optionText(const nlohmann::json& value);

}  // namespace legenda::ui
