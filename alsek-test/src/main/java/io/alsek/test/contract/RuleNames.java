package io.alsek.test.contract;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows a rule as its id and its sentence, and a group of rules under the title of its contract class. */
final class RuleNames extends DisplayNameGenerator.Standard {

    @Override
    public String generateDisplayNameForNestedClass(List<Class<?>> enclosing, Class<?> nested) {
        DisplayName title = nested.getSuperclass().getAnnotation(DisplayName.class);
        return title == null ? super.generateDisplayNameForNestedClass(enclosing, nested) : title.value();
    }

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> type, Method method) {
        Rule rule = method.getAnnotation(Rule.class);
        return rule == null
                ? super.generateDisplayNameForMethod(enclosing, type, method)
                : rule.id() + " " + rule.says();
    }
}
