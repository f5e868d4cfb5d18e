/** The Python that has test/extra/requirements.txt. */
export function extraPython(): string {
  const python = process.env['EXTRA_PYTHON'];
  if (python) return python;
  throw new Error(
    'EXTRA_PYTHON is not set. Make an environment with the packages, and name its Python:\n' +
      '  python3 -m venv .venv && .venv/bin/pip install -r test/extra/requirements.txt\n' +
      '  EXTRA_PYTHON=.venv/bin/python npm run test:extra',
  );
}
