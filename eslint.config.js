import tseslint from 'typescript-eslint';

/** Why these rules: what the compiler cannot see, and what this house has agreed on. */
const BANNED_GLOBALS = ['fetch', 'setGlobalDispatcher'];

export default tseslint.config(
  { ignores: ['dist/', '.stryker/', 'coverage/', 'src/*/generated/', 'node_modules/', '.hfsync*/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/*.js', 'bin/*.js', 'test/kill/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
    },
  },
  {
    // The network lives in one room. undici only connects: its own client is not what the tests intercept.
    files: ['src/**/*.ts'],
    // What runs in the browser asks only the page that it came from.
    ignores: ['src/http/connections.ts', 'src/page/client/**'],
    rules: {
      'no-restricted-globals': ['error', ...BANNED_GLOBALS],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'undici', message: 'only http/connections may use undici.' }] },
      ],
    },
  },
  {
    files: ['src/{model,rules,match,plan,report}/**/*.ts', 'src/page/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', ...BANNED_GLOBALS],
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Pure rooms know no clock.' },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pure rooms know no clock.' },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Pure rooms know no randomness.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/support/property.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'fast-check', message: 'test/support/property.ts gives it a fixed seed.' }] },
      ],
    },
  },
  // Starts a script that was compiled before, and Node keeps none that is a module.
  { files: ['bin/*.js'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['bench/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked], rules: { 'no-console': 'off' } },
);
