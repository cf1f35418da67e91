// Evaluates the template's conditions, which decide whether a resource exists and what `Fn::If` gives.
import { refusal } from '../refusal.ts';
import type { Template } from './assembly.ts';
import { evaluate, type Scope } from './intrinsics.ts';

type Evaluator = (name: string) => boolean;

/** @throws Refusal for a condition that the template does not define, or one made with a function not known here. */
export function conditionsOf(template: Template, scope: () => Scope): Evaluator {
  const named: Evaluator = (name) => {
    if (!(name in template.Conditions))
      throw refusal(`The template names a condition ${name} that it does not define.`);
    return holds(template.Conditions[name]);
  };
  const holds = (condition: unknown): boolean => {
    const [name, argument] = Object.entries(Object(condition))[0] ?? [];
    const parts: unknown[] = Array.isArray(argument) ? argument : [];
    if (name === 'Fn::Equals') return evaluate(parts[0], scope()) === evaluate(parts[1], scope());
    if (name === 'Fn::Not') return !holds(parts[0]);
    if (name === 'Fn::And') return parts.every(holds);
    if (name === 'Fn::Or') return parts.some(holds);
    if (name === 'Condition') return named(String(argument));
    throw refusal(`The template's conditions use ${name}, which the local host does not know.`);
  };
  return named;
}
